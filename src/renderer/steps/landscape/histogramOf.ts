import type { Histogram } from '../../../preload/contract/calls/particles.ts'
import type { Range } from '../../plots/bins.ts'
import { opened, spanOf } from '../../plots/span.ts'

/** Counts of the finite values in bins of one width; null where there is none. */
export function histogramOf(values: Float32Array, bins: number): Histogram | null {
  const found = spanOf(values)
  if (!found) return null
  const [low, high] = opened(found)
  const counts = Array.from({ length: bins }, () => 0)
  const perUnit = bins / (high - low)
  for (const value of values) if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - low) * perUnit))]++
  return { edges: Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins), counts }
}

/** [particles] 1 where a value lies in the range; null where the range is open or holds none. NaN lies in no range. */
export function within(values: Float32Array, { min, max }: Range): Uint8Array | null {
  if (min === null && max === null) return null
  const [low, high] = [min ?? -Infinity, max ?? Infinity]
  const out = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) out[row] = Number(values[row] >= low && values[row] <= high)
  return out.includes(1) ? out : null
}
