import type { Corner } from './bands.ts'

/** A line drawn through the plane, in the units of its points, from its first vertex to its last. Once it is ended, the next vertex begins another one. */
export type Way = { readonly vertices: readonly Corner[]; readonly isEnded: boolean }

export const NO_WAY: Way = { vertices: [], isEnded: false }

/** Most vertices that a way may have. */
export const MOST_VERTICES = 200
/** A line drawn free hand is replaced by vertices that lie no farther from it than this, px. */
const TOLERANCE = 4

/** Distance of a point from the edge between two others. */
function distanceOf([x, y]: Corner, [x0, y0]: Corner, [x1, y1]: Corner): number {
  const dx = x1 - x0, dy = y1 - y0
  const part = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy)
}

/** The fewest of a line's own corners from which none of the others is farther than `tolerance` (Douglas and Peucker 1973). First and last stay. */
export function simplified(line: readonly Corner[], tolerance: number): Corner[] {
  const last = line.length - 1
  if (last < 2) return [...line]
  let farthest = 0, most = tolerance
  for (let i = 1; i < last; i++) {
    const distance = distanceOf(line[i], line[0], line[last])
    if (distance > most) [farthest, most] = [i, distance]
  }
  if (farthest === 0) return [line[0], line[last]]
  return [...simplified(line.slice(0, farthest + 1), tolerance).slice(0, -1), ...simplified(line.slice(farthest), tolerance)]
}

/** What the pointer drew, px: a click is one vertex, a line drawn free hand as many as it needs, `most` of them. */
export function verticesOf(path: readonly Corner[], most = MOST_VERTICES): readonly Corner[] {
  if (path.every(corner => distanceOf(corner, path[0], path[0]) <= TOLERANCE)) return path.slice(0, 1)
  for (let tolerance = TOLERANCE; ; tolerance *= 2) {
    const vertices = simplified(path, tolerance)
    if (vertices.length <= Math.max(2, most)) return vertices
  }
}

/** The way with more vertices at its end; as many of them as there is room for. */
export const extendedWay = ({ vertices, isEnded }: Way, more: readonly Corner[]): Way => ({ vertices: [...(isEnded ? [] : vertices), ...more].slice(0, MOST_VERTICES), isEnded: false })

/** A way that leads somewhere is ended; of one with fewer than two vertices nothing is left. */
export const endedWay = ({ vertices }: Way): Way => (vertices.length < 2 ? NO_WAY : { vertices, isEnded: true })
