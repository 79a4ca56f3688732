import type { WalkAlong, WalkReport } from '../../../preload/contract/calls/landscape.ts'

/** Points of a way through an embedding, and the particles that count at each. */
export type WalkPoints = {
  /** Of each point: one coordinate along a component, two of a path, none where particles were chosen. */
  readonly places: readonly (readonly number[])[]
  /** Standard deviation h of the Gaussian kernel; null where each particle counts as one. */
  readonly bandwidth: number | null
  /** Of each point, [particles]: exp(−d² / 2h²) at the distance d; 0 beyond 3 h and where a particle has no coordinates. */
  readonly weights: readonly Float64Array[]
}

/** Coordinates of all particles on component 1, 2, …; NaN where a particle is not used. */
type Axis = (component: number) => Float32Array
type Vertices = Extract<WalkAlong, { kind: 'path' }>['vertices']

/** The components whose coordinates tell where a point lies; none where particles were chosen. */
export const componentsOf = (along: WalkAlong | WalkReport['along']): readonly number[] =>
  along.kind === 'component' ? [along.component] : along.kind === 'path' ? [along.x, along.y] : []

/** Ends of a walk along a component, as fractions of the particles: beyond them there are too few for a map. */
const ENDS = [0.03, 0.97] as const
/** Bandwidth, of the distance of two points: neighbours share particles, points further off hardly. */
const OVERLAP = 0.6
const REACH = 3

/**
 * Points evenly spaced along the way. Distances are those of the coordinates as they stand: principal components are scaled to the same
 * spread, one standard deviation of the particles, so the straight distance in a plane of two is the Mahalanobis distance of the model,
 * and how wide a window happens to draw an axis does not count.
 */
export function walkPoints(along: WalkAlong, axis: Axis): WalkPoints {
  if (along.kind === 'component') return componentPoints(axis(along.component), along.points)
  if (along.kind === 'path') return pathPoints([axis(along.x), axis(along.y)], along.vertices, along.points)
  return chosenPoint(axis(1), along.rows)
}

/** From one end of the particles to the other. */
function componentPoints(z: Float32Array, count: number): WalkPoints {
  const sorted = z.filter(v => !Number.isNaN(v)).toSorted()
  const [from, to] = ENDS.map(fraction => sorted[Math.round(fraction * (sorted.length - 1))])
  const step = (to - from) / (count - 1)
  return pointsAt(Array.from({ length: count }, (_, i) => [from + i * step]), OVERLAP * step, [z])
}

/** From the first vertex to the last, by length along the line. */
function pathPoints(axes: readonly [Float32Array, Float32Array], vertices: Vertices, count: number): WalkPoints {
  const step = pathLength(vertices) / (count - 1)
  return pointsAt(Array.from({ length: count }, (_, i) => pointOfPath(vertices, i * step)), OVERLAP * step, axes)
}

/** One point, of no place, at which the chosen particles count that have coordinates. */
function chosenPoint(z: Float32Array, rows: readonly number[]): WalkPoints {
  const weight = new Float64Array(z.length)
  for (const row of rows) if (!Number.isNaN(z[row])) weight[row] = 1
  return { places: [[]], bandwidth: null, weights: [weight] }
}

export const pathLength = (vertices: Vertices): number => vertices.slice(1).reduce((sum, vertex, i) => sum + distance(vertices[i], vertex), 0)

/** The point of a line through vertices at a length from its beginning; its last vertex beyond its end. */
function pointOfPath(vertices: Vertices, length: number): readonly number[] {
  let left = length
  for (const [i, to] of vertices.slice(1).entries()) {
    const from = vertices[i], side = distance(from, to)
    if (left < side) return from.map((v, axis) => v + (left / side) * (to[axis] - v))
    left -= side
  }
  return vertices.at(-1)!
}

const distance = ([x, y]: readonly number[], [u, v]: readonly number[]): number => Math.hypot(u - x, v - y)

const pointsAt = (places: WalkPoints['places'], bandwidth: number, axes: readonly Float32Array[]): WalkPoints =>
  ({ places, bandwidth, weights: places.map(place => kernel(place, bandwidth, axes)) })

function kernel(place: readonly number[], bandwidth: number, axes: readonly Float32Array[]): Float64Array {
  return Float64Array.from({ length: axes[0].length }, (_, row) => {
    let d2 = 0
    for (let j = 0; j < place.length; j++) d2 += ((axes[j][row] - place[j]) / bandwidth) ** 2
    return d2 <= REACH ** 2 ? Math.exp(-d2 / 2) : 0
  })
}
