import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Way } from '../../scatter/way.ts'

/** The plane in which paths are drawn. */
export type Plane = { /** Components to the right and up, from 1. */ readonly x: number; readonly y: number; /** Whether the landscape shows it. */ readonly isShown: boolean }

const numberOf = ({ components }: Pick<Embedding, 'components'>, key: string): number => components.findIndex(one => one.key === key) + 1

/** The plane of the components of these keys; it is not there for other axes. */
export function planeThrough(embedding: Pick<Embedding, 'components'> | null, x: string, y: string, isShown: boolean): Plane {
  const [right, up] = embedding ? [numberOf(embedding, x), numberOf(embedding, y)] : [0, 0]
  return { x: right, y: up, isShown: isShown && right > 0 && up > 0 }
}

const OUTERMOST = 0.05

/** A path straight along an axis, at 0 of the other one, from the 5th to the 95th percentile of the particles; NaN where one has no place. */
export function endToEnd(values: Float32Array): Way {
  const sorted = values.filter(Number.isFinite), last = sorted.length - 1
  sorted.sort()
  const at = (part: number): number => Number(sorted[Math.round(part * last)].toPrecision(3))
  return last < 1 ? { vertices: [], isEnded: false } : { vertices: [[at(OUTERMOST), 0], [at(1 - OUTERMOST), 0]], isEnded: true }
}
