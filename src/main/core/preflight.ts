import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ImportedInput } from '../../preload/contract/calls/projects.ts'
import { Failure } from '../../preload/contract/failure.ts'
import type { RunParameters } from '../../preload/contract/parameters.ts'
import type { RunRequest } from '../compute/protocol.ts'
import type { RunSource } from '../compute/runSource.ts'
import { importParticles } from '../compute/stages/importParticles.ts'
import { importVolumes, isVolumeInput } from '../compute/volumes/importVolumes.ts'
import { summaryOfImages, summaryOfMaps } from './importSummary.ts'

/** Largest K that `-k auto` may end with, for the room that its maps take. */
const AUTO_CLASSES = 8
/** Map, two half-maps, variance and local resolution; FSC curves and report are small beside them. */
const MAPS_PER_CLASS = 5

/**
 * Bytes that a run needs in its folder, at most: maps of all classes, the rows written back, and the scratch copy of the coefficients,
 * 3 float32 for each of the π/2·(box/2)² of half a Fourier disc.
 */
export function bytesNeeded(particles: number, inputBox: number, inputBytes: number, parameters: Pick<RunParameters, 'classes' | 'box'> & Partial<Pick<RunParameters, 'network' | 'nodes'>>): number {
  const classes = parameters.classes === 'auto' ? AUTO_CLASSES : parameters.classes
  const maps = (classes * MAPS_PER_CLASS + 1) * inputBox ** 3 * 4
  const scratch = particles * (Math.PI / 2) * (parameters.box / 2) ** 2 * 3 * 4
  const rows = 2 * inputBytes + particles * (classes + 4) * 16
  // Two views of three shared channels and two of each class, in single precision (compute/graph/itemFile.ts).
  const features = parameters.network === undefined || parameters.network === 'off' ? 0 : particles * 2 * (parameters.nodes ?? 0) * (3 + 2 * classes) * 4
  return maps + scratch + rows + features
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** Refuses a disk with less than 1.2 × what the run may need: better now than after an hour. */
function refuseFullDisk(folder: string, needed: number): void {
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = statfsSync(existing)
  const free = bavail * bsize
  if (free < 1.2 * needed) throw new Failure('output', `${folder}: ${gib(free)} free, up to ${gib(1.2 * needed)} needed`, 'free some space or name a folder on another disk with -o')
}

/** Rows to be written back with their classes, and what the project notes about the input. */
export type Preflight = { readonly source: RunSource; readonly summary: ImportedInput }

/** Reads the particle file before anything is made, so that a damaged one leaves no output, and looks at the disk. */
export function preflight({ input, root, passthrough, outputDir, parameters }: Pick<RunRequest, 'input' | 'root' | 'passthrough' | 'outputDir' | 'parameters'>, inputBytes: number): Preflight {
  const place = { path: input, root, passthrough }
  if (isVolumeInput(input)) {
    const imported = importVolumes(input, root ?? undefined), { count, box } = imported.particles
    refuseFullDisk(outputDir, bytesNeeded(count, box, inputBytes, { ...parameters, network: 'off' }))
    return { source: imported.source, summary: summaryOfMaps(place, imported) }
  }
  const imported = importParticles(input, { root: root ?? undefined, passthrough: passthrough ?? undefined }), { particles } = imported
  const box = Math.max(...particles.optics.map(group => group.box))
  refuseFullDisk(outputDir, bytesNeeded(particles.count, box, inputBytes, parameters))
  return { source: imported.source, summary: summaryOfImages(place, imported) }
}
