import type { FourierGrid } from '../../numerics/fourierGrid.ts'

/**
 * The Fourier coefficients of a real map that are used, listed once for all particles: half of the ball (kx > 0, or kx = 0 with ky > 0,
 * or both 0 with kz > 0), without the origin, sorted by radius, so that a frequency limit is a prefix.
 */
export type Ball = {
  /** Largest radius, Fourier pixels. */
  readonly limit: number
  readonly count: number
  readonly kx: Int16Array
  readonly ky: Int16Array
  readonly kz: Int16Array
  /** Radius rounded to the nearest shell. */
  readonly shell: Uint16Array
  /** [limit + 1] coefficients with radius ≤ r. */
  readonly within: Int32Array
  /** [limit + 2] first coefficient of each shell; shells follow one another. */
  readonly first: Int32Array
}

export function ballOf(limit: number): Ball {
  const points: { x: number; y: number; z: number; square: number }[] = []
  for (let z = -limit; z <= limit; z++) for (let y = -limit; y <= limit; y++) for (let x = 0; x <= limit; x++) {
    const square = x * x + y * y + z * z
    if (square === 0 || square > limit * limit || (x === 0 && (y < 0 || (y === 0 && z < 0)))) continue
    points.push({ x, y, z, square })
  }
  points.sort((a, b) => a.square - b.square || a.z - b.z || a.y - b.y || a.x - b.x)
  const within = new Int32Array(limit + 1)
  for (const { square } of points) for (let r = Math.ceil(Math.sqrt(square)); r <= limit; r++) within[r]++
  const shell = Uint16Array.from(points, p => Math.min(limit, Math.round(Math.sqrt(p.square))))
  const first = Int32Array.from({ length: limit + 2 }, (_, r) => (r > limit ? points.length : shell.indexOf(r)))
  first[0] = 0
  return {
    limit, count: points.length, within, first, shell,
    kx: Int16Array.from(points, p => p.x), ky: Int16Array.from(points, p => p.y), kz: Int16Array.from(points, p => p.z),
  }
}

/** Index on the grid of each of the ball's coefficients up to the grid's limit; its mirror image, of conjugate value, is voxels − 1 − index. */
export function voxelsOf(ball: Ball, { limit, centre, width }: FourierGrid): Uint32Array {
  const known = places.get(ball) ?? new Map<number, Uint32Array>()
  places.set(ball, known)
  let at = known.get(limit)
  if (!at) {
    const { kx, ky, kz, within } = ball
    at = Uint32Array.from({ length: within[limit] }, (_, c) => ((kz[c] + centre) * width + ky[c] + centre) * width + kx[c] + centre)
    known.set(limit, at)
  }
  return at
}
const places = new WeakMap<Ball, Map<number, Uint32Array>>()

/** Writes coefficients (interleaved) and their mirror images onto an empty grid [voxels × 2]. */
export function spread(values: ArrayLike<number>, at: Uint32Array, grid: FourierGrid, out: Float64Array): Float64Array {
  for (let c = 0; c < at.length; c++) {
    const v = 2 * at[c], m = 2 * (grid.voxels - 1 - at[c])
    out[v] = values[2 * c]
    out[v + 1] = values[2 * c + 1]
    out[m] = values[2 * c]
    out[m + 1] = -values[2 * c + 1]
  }
  return out
}

/** Reads coefficients back from a grid. */
export function gather(fourier: Float64Array, at: Uint32Array): Float64Array {
  const out = new Float64Array(2 * at.length)
  for (let c = 0; c < at.length; c++) {
    out[2 * c] = fourier[2 * at[c]]
    out[2 * c + 1] = fourier[2 * at[c] + 1]
  }
  return out
}
