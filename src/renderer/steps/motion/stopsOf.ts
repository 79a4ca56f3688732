import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Stop } from '../../scatter/WayLine.tsx'
import { componentsOf } from './walkWords.ts'

/** Points of a walk in the plane of components `x` and `y`, from 1. Those along a component lie on its axis; in a plane that a walk does not lie in it has none. */
export function stopsOf({ along, points }: Pick<WalkReport, 'along' | 'points'>, x: number, y: number, near: number): Stop[] {
  const components = componentsOf(along)
  if (components.length === 0 || !components.every(component => component === x || component === y)) return []
  const at = (component: number, place: readonly number[]): number => place[components.indexOf(component)] ?? 0
  return points.map(({ place }, i) => ({ number: i + 1, x: at(x, place), y: at(y, place), isNow: i === near }))
}
