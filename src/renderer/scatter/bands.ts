import type { Span } from '../plots/axis.ts'

export type Corner = readonly [x: number, y: number]

/** The edges of a line, sorted into horizontal bands, so that a point is compared with the few edges at its height. Flat arrays: a million points go through them between two frames. */
export type Bands = {
  /** [edges × 4] x and y of both ends of each edge. */
  readonly ends: Float64Array
  /** Extent with the reach on every side. */
  readonly x: Span
  readonly y: Span
  /** Band of a height in the extent: floor((height − y[0]) · perUnit). */
  readonly perUnit: number
  /** Edges that concern a point in band b: edges[starts[b]] … edges[starts[b + 1] − 1]. */
  readonly starts: Int32Array
  readonly edges: Int32Array
}

const BANDS = 512

/** Bands of a line through `corners`, closed or open, whose edges concern what is up to `reach` above and below them. */
export function bandsOf(corners: readonly Corner[], isClosed: boolean, reach: number): Bands {
  const count = isClosed ? corners.length : Math.max(1, corners.length - 1)
  const ends = Float64Array.from(Array.from({ length: corners.length > 0 ? count : 0 }, (_, edge) => [...corners[edge], ...corners[(edge + 1) % corners.length]]).flat())
  const extent = (axis: 0 | 1): Span => [Math.min(...corners.map(corner => corner[axis])) - reach, Math.max(...corners.map(corner => corner[axis])) + reach]
  const y = extent(1)
  // The highest point lies in a band of its own, so that no band needs to be clamped.
  const perUnit = (BANDS - 1) / (y[1] - y[0] || 1)
  const bandOf = (height: number): number => Math.floor((height - y[0]) * perUnit)
  const lists: number[][] = Array.from({ length: BANDS }, () => [])
  for (let edge = 0; 4 * edge < ends.length; edge++) {
    const [y0, y1] = [ends[4 * edge + 1], ends[4 * edge + 3]]
    for (let band = Math.max(0, bandOf(Math.min(y0, y1) - reach)); band <= Math.min(BANDS - 1, bandOf(Math.max(y0, y1) + reach)); band++) lists[band].push(edge)
  }
  const starts = new Int32Array(BANDS + 1)
  for (const [band, list] of lists.entries()) starts[band + 1] = starts[band] + list.length
  return { ends, x: extent(0), y, perUnit, starts, edges: Int32Array.from(lists.flat()) }
}
