import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import { fixed } from '../../plots/numbers.ts'
import { count } from '../../ui/format.ts'
import { betweenPoints } from './blend.ts'

type Along = WalkReport['along']
type Point = WalkReport['points'][number]

/** Components, from 1, that a walk's places are given by. */
export function componentsOf(along: Along): readonly number[] {
  return along.kind === 'component' ? [along.component] : along.kind === 'path' ? [along.x, along.y] : []
}

/** "Along component 1", "Path 2 through components 1 and 3", "Chosen particles 1". */
export function titleOf({ along, name }: Pick<WalkReport, 'along' | 'name'>): string {
  const number = /\d+$/.exec(name)?.[0] ?? ''
  switch (along.kind) {
    case 'component': return `Along component ${along.component}`
    case 'path': return `Path ${number} through components ${along.x} and ${along.y}`
    case 'chosen': return `Chosen particles ${number}`
  }
}

/** "pc1 = −0.52", "pc1 = −0.52, pc3 = 1.10"; nothing where particles were chosen. */
export const placeWords = (along: Along, place: Point['place']): string =>
  componentsOf(along).map((component, i) => `pc${component} = ${fixed(place[i], 2)}`).join(', ')

/** Where the slider stands: "point 3.4 of 8, pc1 = −0.52". */
export function positionWords({ along, points }: Pick<WalkReport, 'along' | 'points'>, position: number): string {
  const { from, to, share } = betweenPoints(position, points.length), at = from + 1 + share
  const place = points[from].place.map((value, i) => value + share * (points[to].place[i] - value)), where = placeWords(along, place)
  return `point ${share === 0 ? at : fixed(at, 1)} of ${points.length}${where && `, ${where}`}`
}

/** What the picture at a position is. */
export function pictureWords({ points }: Pick<WalkReport, 'points'>, position: number): string {
  const { from, to, share } = betweenPoints(position, points.length)
  if (share > 0) return `A blend of the maps of points ${from + 1} and ${to + 1}, not a reconstruction`
  const { particles, resolutionA } = points[from]
  return `Reconstruction from ${count(particles)} particles, ${fixed(resolutionA, 1)} Å`
}

/** "8 points, 6.1 to 7.4 Å". */
export function resolutionWords({ points }: Pick<WalkReport, 'points'>): string {
  const all = points.map(({ resolutionA }) => resolutionA), [best, worst] = [fixed(Math.min(...all), 1), fixed(Math.max(...all), 1)]
  return `${points.length === 1 ? 'one map' : `${points.length} points`}, ${best === worst ? best : `${best} to ${worst}`} Å`
}
