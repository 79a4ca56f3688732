import type { Span } from '../plots/axis.ts'
import { bandsOf } from './bands.ts'
import type { Bands, Corner } from './bands.ts'
import type { Shape } from './choosing.ts'

type Drawn = Exclude<Shape, { readonly kind: 'box' }>

/** Cells along the longer side. */
const CELLS = 256
/** What a cell is: nowhere, everywhere (1), or partly inside. */
export const EDGE = 2

/** A drawn shape on squares, in units of its own: `wide` and `high` of the points' units. */
export type Raster = {
  /** [rows × columns] 0 outside, 1 inside, EDGE where the points of a cell differ. */
  readonly cells: Uint8Array
  readonly columns: number
  readonly perUnit: number
  readonly wide: number
  readonly high: number
  /** Lower left corner and extent. */
  readonly left: number
  readonly bottom: number
  readonly width: number
  readonly height: number
  /** Whether a point in these units is inside. */
  holds(x: number, y: number): boolean
}

/** How often the closed line goes round a point. Only edges at the point's height can matter, so only those of its band are asked. */
function windings({ ends, edges, starts, perUnit, y: [bottom] }: Bands, x: number, y: number): number {
  const band = Math.floor((y - bottom) * perUnit)
  let turns = 0
  for (let i = starts[band]; i < starts[band + 1]; i++) {
    const at = 4 * edges[i], y0 = ends[at + 1], y1 = ends[at + 3]
    if (y0 <= y === y1 <= y) continue
    if (ends[at] + ((y - y0) / (y1 - y0)) * (ends[at + 2] - ends[at]) > x) turns += y0 <= y ? 1 : -1
  }
  return turns
}

/** Squared distance of a point from the edge whose ends begin at `at`. */
function squaredDistance(ends: Float64Array, at: number, x: number, y: number): number {
  const right = x - ends[at], up = y - ends[at + 1], dx = ends[at + 2] - ends[at], dy = ends[at + 3] - ends[at + 1]
  const part = Math.max(0, Math.min(1, (right * dx + up * dy) / (dx * dx + dy * dy || 1)))
  return (right - part * dx) ** 2 + (up - part * dy) ** 2
}

/** Whether a point lies under the brush, whose radius is 1. */
function isPainted({ ends, edges, starts, perUnit, y: [bottom] }: Bands, x: number, y: number): boolean {
  const band = Math.floor((y - bottom) * perUnit)
  for (let i = starts[band]; i < starts[band + 1]; i++) if (squaredDistance(ends, 4 * edges[i], x, y) <= 1) return true
  return false
}

/** [rows × columns] squared distances of the cells' centres from the line, as far as `reach`; infinite beyond. Each edge visits the cells around it. */
function distancesOf({ ends, x: [left], y: [bottom] }: Bands, columns: number, rows: number, cell: number, reach: number): Float32Array {
  const out = new Float32Array(columns * rows).fill(Infinity)
  const cellsOf = (a: number, b: number, from: number, count: number): Span => [Math.max(0, Math.floor((Math.min(a, b) - reach - from) / cell)), Math.min(count - 1, Math.floor((Math.max(a, b) + reach - from) / cell))]
  for (let at = 0; at < ends.length; at += 4) {
    const [first, last] = cellsOf(ends[at], ends[at + 2], left, columns), [low, high] = cellsOf(ends[at + 1], ends[at + 3], bottom, rows)
    for (let row = low; row <= high; row++) {
      for (let column = first; column <= last; column++) {
        const distance = squaredDistance(ends, at, left + (column + 0.5) * cell, bottom + (row + 0.5) * cell)
        if (distance < out[row * columns + column]) out[row * columns + column] = distance
      }
    }
  }
  return out
}

const extentOf = (corners: readonly Corner[], axis: 0 | 1): Span => [Math.min(...corners.map(corner => corner[axis])), Math.max(...corners.map(corner => corner[axis]))]

/** A lasso in units of its cells, a brush in units of its radius, in which it is round. */
function scaleOf(shape: Drawn): readonly [number, number] {
  if (shape.kind === 'brush') return shape.radius
  const [x, y] = [extentOf(shape.corners, 0), extentOf(shape.corners, 1)]
  return [(x[1] - x[0]) / CELLS || 1, (y[1] - y[0]) / CELLS || 1]
}

/** The raster of a lasso or a stroke of the brush. */
export function rasterOf(shape: Drawn): Raster {
  const [wide, high] = scaleOf(shape), isLasso = shape.kind === 'lasso'
  const line = (isLasso ? shape.corners : shape.path).map(([x, y]): Corner => [x / wide, y / high])
  /** Where the border is, as a distance from the line. */
  const border = isLasso ? 0 : 1
  const bands = bandsOf(line, isLasso, border)
  const [left, bottom] = [bands.x[0], bands.y[0]], [width, height] = [bands.x[1] - left, bands.y[1] - bottom]
  const cell = Math.max(width, height) / CELLS || 1, half = cell / Math.SQRT2
  const columns = Math.floor(width / cell) + 1, rows = Math.floor(height / cell) + 1
  const distances = distancesOf(bands, columns, rows, cell, border + half)
  const holds = isLasso ? (x: number, y: number): boolean => windings(bands, x, y) !== 0 : (x: number, y: number): boolean => isPainted(bands, x, y)
  const kindOf = (at: number): number => {
    const distance = Math.sqrt(distances[at])
    if (Math.abs(distance - border) <= half) return EDGE
    if (!isLasso) return Number(distance < border)
    // The last row reaches beyond the lasso, where there are no bands.
    const y = bottom + (Math.floor(at / columns) + 0.5) * cell
    return Number(y < bands.y[1] && holds(left + ((at % columns) + 0.5) * cell, y))
  }
  const cells = new Uint8Array(distances.length)
  for (let at = 0; at < cells.length; at++) cells[at] = kindOf(at)
  return { cells, columns, perUnit: 1 / cell, wide, high, left, bottom, width, height, holds }
}
