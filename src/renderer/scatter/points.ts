import type { Span } from '../plots/axis.ts'
import { opened, spanOf } from '../plots/span.ts'

/** Places of all particles in the plane, by row of the input; NaN where a particle is not shown. */
export type Points = { readonly x: Float32Array; readonly y: Float32Array }

/** What of the plane is in sight, in the units of the points. */
export type View = { readonly x: Span; readonly y: Span }

/** Of the points' extent, kept free on every side. */
const MARGIN = 0.04

function padded(values: Float32Array): Span {
  const [low, high] = opened(spanOf(values) ?? [0, 1])
  const margin = MARGIN * (high - low)
  return [low - margin, high + margin]
}

/** Everything in sight. */
export const homeView = ({ x, y }: Points): View => ({ x: padded(x), y: padded(y) })

const scaled = ([low, high]: Span, factor: number, at: number): Span => {
  const width = (high - low) / factor
  const from = low + at * (high - low) - at * width
  return [from, from + width]
}

/** Deepest zoom: float32 has no finer places to show. */
const MOST_ZOOM = 1e4
const widthOf = ([low, high]: Span): number => high - low

/** Magnified by `factor` about a place of the view, given as parts of its width (from the left) and height (from below). Never farther out than twice the whole. */
export function zoomed(view: View, factor: number, [right, up]: readonly [number, number], home: View): View {
  const zoom = widthOf(home.x) / widthOf(view.x)
  const allowed = Math.max(0.5 / zoom, Math.min(MOST_ZOOM / zoom, factor))
  return { x: scaled(view.x, allowed, right), y: scaled(view.y, allowed, up) }
}

/** Moved so that what is seen goes by parts of the view to the right and up. */
export function moved({ x, y }: View, right: number, up: number): View {
  const [dx, dy] = [right * widthOf(x), up * widthOf(y)]
  return { x: [x[0] - dx, x[1] - dx], y: [y[0] - dy, y[1] - dy] }
}

/** Size (CSS px) and opacity of points: so many of them in such an area (CSS px²), seen `zoom` times nearer than all of them; the denser, the finer. */
export function lookOf(count: number, area: number, zoom: number): { readonly size: number; readonly opacity: number } {
  const each = (area / Math.max(1, count)) * zoom
  return { size: Math.max(1.5, Math.min(7, Math.sqrt(each))), opacity: Math.max(0.35, Math.min(0.9, 0.3 + each / 20)) }
}
