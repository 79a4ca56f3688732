import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import { WALK_SCRIPT } from './embeddingFiles.ts'
import { componentsOf } from './walkPoints.ts'

/** Steps of the morph a second. */
const RATE = 4

/**
 * Commands for ChimeraX, which runs them in the folder they lie in: opens the points' maps in order as one volume series, all at one
 * contour level, and plays them to and fro. One map is only shown.
 */
export function walkScript({ along, bandwidth, lowpassA, mask, points }: WalkReport, level: number): string {
  const maps = points.map(({ map }) => map).join(' '), series = points.length > 1
  return `${[
    `# ${whatOf(along)}: ${series ? `reconstructions at ${points.length} points` : 'one reconstruction'} from the images, low-passed at ${lowpassA.toFixed(1)} Å.`,
    `# Open this file with ChimeraX: open ${WALK_SCRIPT}`,
    ...(bandwidth === null ? [] : [`# Particles count by a Gaussian of standard deviation ${bandwidth.toFixed(3)} round each point, in units of the coordinate.`]),
    ...points.map(({ place, particles, resolutionA, map }) => `# ${map}: ${place.length > 0 ? `${placeOf(along, place)}, ` : ''}${particles.toFixed(0)} particles, ${resolutionA.toFixed(1)} Å`),
    `# Contour level: Otsu’s threshold of the mean of these maps inside ${mask}, between molecule and solvent.`,
    `open ${maps}${series ? ' vseries true' : ''}`,
    `volume #1 style surface step 1 level ${level.toPrecision(4)}`,
    'view',
    ...(series ? [`vseries play #1 loop true direction oscillate maxFrameRate ${RATE}`] : []),
  ].join('\n')}\n`
}

type Along = WalkReport['along']

const whatOf = (along: Along): string =>
  along.kind === 'component' ? `Walk along component ${along.component} of the embedding`
    : along.kind === 'path' ? `Walk along a path through components ${along.x} and ${along.y} of the embedding` : `${along.count} chosen particles`

const placeOf = (along: Along, place: readonly number[]): string => componentsOf(along).map((component, j) => `pc${component} = ${place[j].toFixed(3)}`).join(', ')
