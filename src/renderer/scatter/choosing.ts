import type { Span } from '../plots/axis.ts'
import type { Corner } from './bands.ts'
import type { Points } from './points.ts'
import { EDGE, rasterOf } from './shapeRaster.ts'

/** What was drawn to choose by, in the units of the points. */
export type Shape =
  /** A closed line, free hand. Where it crosses itself, everything it goes round is inside. */
  | { readonly kind: 'lasso'; readonly corners: readonly Corner[] }
  | { readonly kind: 'box'; readonly x: Span; readonly y: Span }
  /** A brush, `radius` wide along x and along y, led along a path. */
  | { readonly kind: 'brush'; readonly path: readonly Corner[]; readonly radius: readonly [number, number] }

/** What becomes of what was chosen before. */
export type Mode = 'set' | 'add' | 'remove'

function insideBox({ x, y }: Points, [left, right]: Span, [low, high]: Span): Uint8Array {
  const out = new Uint8Array(x.length)
  for (let row = 0; row < x.length; row++) out[row] = x[row] >= left && x[row] <= right && y[row] >= low && y[row] <= high ? 1 : 0
  return out
}

/** [particles] 1 where a point lies in the shape; NaN lies in none. A point is looked up in a raster of the shape, and compared with its line only in cells that the line crosses. */
export function inside({ x, y }: Points, shape: Shape): Uint8Array {
  if (shape.kind === 'box') return insideBox({ x, y }, shape.x, shape.y)
  const { cells, columns, perUnit, wide, high, left, bottom, width, height, holds } = rasterOf(shape)
  const out = new Uint8Array(x.length), perX = 1 / wide, perY = 1 / high
  for (let row = 0; row < out.length; row++) {
    const right = x[row] * perX - left
    if (!(right >= 0 && right <= width)) continue
    const up = y[row] * perY - bottom
    if (!(up >= 0 && up <= height)) continue
    const cell = cells[((up * perUnit) | 0) * columns + ((right * perUnit) | 0)]
    out[row] = cell === EDGE ? Number(holds(right + left, up + bottom)) : cell
  }
  return out
}

/** [particles] What is chosen after `hits` (overwritten) were set, added or taken away; `before` is left as it is. */
export function combined(before: Uint8Array | null, hits: Uint8Array, mode: Mode): Uint8Array {
  if (mode === 'add' && before) for (let row = 0; row < hits.length; row++) hits[row] |= before[row]
  if (mode === 'remove') for (let row = 0; row < hits.length; row++) hits[row] = before && before[row] > hits[row] ? 1 : 0
  return hits
}

/** Rows that are chosen, in order. */
export function rowsOf(chosen: Uint8Array | null): Uint32Array {
  if (!chosen) return new Uint32Array()
  let count = 0
  for (let row = 0; row < chosen.length; row++) count += chosen[row]
  const rows = new Uint32Array(count)
  for (let row = 0, at = 0; at < count; row++) if (chosen[row]) rows[at++] = row
  return rows
}
