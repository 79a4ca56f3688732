import type { Histogram } from '../../preload/contract/calls/particles.ts'

/** From (null: the least) to (null: the greatest) of the values. */
export type Range = { readonly min: number | null; readonly max: number | null }

export const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/** The bin that holds a value; those outside belong to the nearest. */
export function binAt(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (edges[middle] <= value) low = middle
    else high = middle
  }
  return low
}

/** Whether the whole bin lies in the range. */
export const isWithin = (edges: readonly number[], bin: number, { min, max }: Range): boolean =>
  (min === null || edges[bin] >= min - 1e-9 * Math.abs(min)) && (max === null || edges[bin + 1] <= max + 1e-9 * Math.abs(max))

/** A range drawn from one value to another, widened to edges of bins, so that its count is exact; an end at the histogram's own end is open. */
export function snapped(edges: readonly number[], from: number, to: number): Range {
  const [first, last] = [binAt(edges, Math.min(from, to)), binAt(edges, Math.max(from, to))]
  return { min: first === 0 ? null : edges[first], max: last === edges.length - 2 ? null : edges[last + 1] }
}

/** How many lie in the range; bins that it cuts count by the part inside. */
export function countWithin({ edges, counts }: Histogram, { min, max }: Range): { readonly count: number; readonly exact: boolean } {
  let count = 0
  let exact = true
  for (let bin = 0; bin < counts.length; bin++) {
    const [low, high] = [Math.max(edges[bin], min ?? -Infinity), Math.min(edges[bin + 1], max ?? Infinity)]
    const part = Math.max(0, Math.min(1, (high - low) / (edges[bin + 1] - edges[bin])))
    if (part > 1e-9 && part < 1 - 1e-9 && counts[bin] > 0) exact = false
    count += part * counts[bin]
  }
  return { count: Math.round(count), exact }
}

/** Median of what the histogram holds, within its bin by linear interpolation. */
export function medianOf({ edges, counts }: Histogram): number | null {
  const half = total(counts) / 2
  let before = 0
  for (const [bin, count] of counts.entries()) {
    if (count > 0 && before + count >= half) return edges[bin] + ((half - before) / count) * (edges[bin + 1] - edges[bin])
    before += count
  }
  return null
}
