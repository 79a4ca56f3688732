import { sorted } from '../plots/sorted.ts'

/** Particles that are asked for together: at most 200 by the contract, fewer so that the first appear soon. */
export const BATCH = 100

export const batchOf = (place: number): number => Math.floor(place / BATCH)

/** Batches that hold the places [from, to), those of the middle first, and after them the ones just below and above. */
export function batchesOf(from: number, to: number, count: number): number[] {
  if (to <= from || count === 0) return []
  const [first, last] = [batchOf(Math.max(0, from)), batchOf(Math.min(count, to) - 1)]
  const middle = (from + to) / (2 * BATCH) - 0.5
  const inside = sorted(Array.from({ length: last - first + 1 }, (_, i) => first + i), (a, b) => Math.abs(a - middle) - Math.abs(b - middle))
  return [...inside, last + 1, first - 1].filter(batch => batch >= 0 && batch * BATCH < count)
}

/** Images of a batch as the host gives them: uint8 [n × side × side], x fastest. */
export type ImageBatch = { readonly side: number; readonly pixels: Uint8Array }

/** Bytes as images of `count` particles; refuses what is no such number of squares. */
export function imageBatch(bytes: Uint8Array, count: number): ImageBatch {
  const side = Math.round(Math.sqrt(bytes.length / Math.max(1, count)))
  if (side * side * count !== bytes.length) throw new Error(`The images of ${count} particles came as ${bytes.length} bytes, which are no squares.`)
  return { side, pixels: bytes }
}
