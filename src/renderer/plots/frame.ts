import { makeAxis } from './axis.ts'
import type { Axis, AxisSpec, Span } from './axis.ts'

/** The rectangle of a plot that holds the data, in pixels of the SVG. */
export type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** Measured on 12 px text of common fonts; a little too wide is right. */
const CHARACTER = 6.8
export const textWidth = (text: string): number => Math.ceil(text.length * CHARACTER)

/** Cut to the room (px) that there is; tables and read-outs have it whole. */
export const cut = (text: string, room: number): string => (textWidth(text) <= room ? text : `${text.slice(0, Math.max(1, Math.floor(room / CHARACTER) - 1))}…`)

/** Rooms for: half a line of text above the highest tick; ticks and title of the x axis; title of the y axis; half a tick's text at the right. */
const TOP = 12
const BOTTOM = 46
const TITLE = 22
const RIGHT = 18
/** Between the text of a tick and the axis. */
const GAP = 8

export type Frame = { readonly area: Area; readonly x: Axis; readonly y: Axis }

/** Lays out both axes in a picture `width` × `height`; `right` pixels are kept free on the right for labels or a colour bar. */
export function layOut(size: { readonly width: number; readonly height: number; readonly right?: number }, x: AxisSpec & { readonly range: Span }, y: AxisSpec & { readonly range: Span }): Frame {
  const [top, bottom] = [TOP, size.height - BOTTOM]
  const yAxis = makeAxis(y, y.range, [bottom, top], 'y')
  const left = TITLE + GAP + Math.max(14, ...yAxis.ticks.map(tick => textWidth(tick.text)))
  const right = Math.max(left + 40, size.width - (size.right ?? 0) - RIGHT)
  return { area: { left, top, right, bottom }, x: makeAxis(x, x.range, [left, right], 'x'), y: yAxis }
}
