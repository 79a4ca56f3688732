/** Points along a coordinate, and the particles that count at each. */
export type WalkPoints = {
  readonly coordinates: readonly number[]
  /** Standard deviation of the Gaussian kernel. */
  readonly bandwidth: number
  /** Of each point, [particles]: exp(−(z − point)² / 2h²); 0 beyond 3 h and where a particle has no coordinate. */
  readonly weights: readonly Float64Array[]
}

/** Ends of a walk, as fractions of the particles: beyond them there are too few for a map. */
const ENDS = [0.03, 0.97] as const
/** Bandwidth, of the distance of two points: neighbours share particles, points further off hardly. */
const OVERLAP = 0.6
const REACH = 3

/** Evenly spaced points from one end of the particles to the other. `z`: NaN where a particle is not used. */
export function walkPoints(z: Float32Array, count: number): WalkPoints {
  const sorted = z.filter(v => !Number.isNaN(v)).toSorted()
  const [from, to] = ENDS.map(fraction => sorted[Math.round(fraction * (sorted.length - 1))])
  const step = (to - from) / (count - 1), bandwidth = OVERLAP * step
  const coordinates = Array.from({ length: count }, (_, i) => from + i * step)
  return { coordinates, bandwidth, weights: coordinates.map(point => Float64Array.from(z, v => kernel((v - point) / bandwidth))) }
}

const kernel = (distance: number): number => (Math.abs(distance) <= REACH ? Math.exp(-(distance ** 2) / 2) : 0)
