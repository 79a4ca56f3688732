import { scaleLinear } from 'd3-scale'
import type { AxisSpec, Span } from './axis.ts'

/** The axis of `values`, which are read out without decimals where none of them has any. */
export const axisOf = <Spec extends AxisSpec>(spec: Spec, values: readonly number[]): Spec => (spec.decimals === undefined && values.every(value => Number.isInteger(value) || Number.isNaN(value)) ? { ...spec, decimals: 0 } : spec)

/** Least and greatest of the finite values; null where there is none. */
export function spanOf(values: Iterable<number>): Span | null {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : null
}

/** A span that has a width: one value gets room on both sides. */
export const opened = ([low, high]: Span): Span => (low < high ? [low, high] : low === 0 ? [0, 1] : [low - Math.abs(low) / 10, high + Math.abs(high) / 10])

/** Widened a little and to round numbers, so that no curve touches the frame. */
export function roundSpan(span: Span, steps = 5): Span {
  const [low, high] = opened(span)
  const margin = (high - low) / 20
  const padded = [low === 0 ? 0 : low - margin, high === 0 ? 0 : high + margin]
  const [from, to] = scaleLinear().domain(padded).nice(steps).domain()
  // What is never negative is not drawn as if it could be.
  return [low >= 0 && from < 0 ? 0 : from, to]
}
