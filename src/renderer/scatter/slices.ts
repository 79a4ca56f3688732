/** Points that are drawn at a time before it is known how fast they are drawn; never fewer. */
export const FIRST_SLICE = 20_000
/** A slice takes about so long, so that what the user does next waits no longer for its first points. */
const SLICE_MS = 30
const MOST_GROWTH = 4

/** How many points to draw at a time after `points` took `ms`: a graphics card soon draws all of them at once, the processor in its place never does. */
export const nextSlice = (points: number, ms: number): number => Math.max(FIRST_SLICE, Math.round(points * Math.min(MOST_GROWTH, SLICE_MS / ms)))

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))

/** Step of a walk round `count` rows that visits each once. Next to the golden section, so that wherever the walk is broken off, what it visited lies evenly among all. */
export function stepOf(count: number): number {
  let step = Math.max(1, Math.round(count * 0.6180339887498949))
  while (commonDivisor(count, step) > 1) step++
  return step
}

/** The values in the order of that walk: the first of them are a sample of all, whatever order the rows are in. */
export function spread<Values extends Float32Array | Uint8Array>(values: Values): Values {
  const out = values.slice() as Values, count = values.length, step = stepOf(count)
  for (let i = 0, row = 0; i < count; i++) {
    out[i] = values[row]
    row += step
    if (row >= count) row -= count
  }
  return out
}
