import { degrees } from '../../../preload/contract/units.ts'

export type Poses = { readonly rotation: Float64Array; readonly shift: Float64Array }

/** Median angle and shift between the poses of the same particles; rotation [9n], shift [2n] Å. */
export function poseDifference(a: Poses, b: Poses): { angleDeg: number; shiftA: number } {
  const count = a.rotation.length / 9
  const angles = Float64Array.from({ length: count }, (_, i) => angleBetween(a.rotation, b.rotation, 9 * i))
  const shifts = Float64Array.from({ length: count }, (_, i) => Math.hypot(a.shift[2 * i] - b.shift[2 * i], a.shift[2 * i + 1] - b.shift[2 * i + 1]))
  return { angleDeg: degrees(median(angles)), shiftA: median(shifts) }
}

const median = (values: Float64Array): number => values.toSorted()[values.length >> 1] ?? 0

/** Of the rotation A Bᵀ; by the matrices' distance, which is exact for small angles where the trace is not. */
function angleBetween(a: Float64Array, b: Float64Array, at: number): number {
  let square = 0
  for (let i = at; i < at + 9; i++) square += (a[i] - b[i]) ** 2
  return 2 * Math.asin(Math.min(1, Math.sqrt(square / 8)))
}
