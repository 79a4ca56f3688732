/**
 * The Fourier coefficients of a real image that are used, listed once for all particles: half of the plane
 * (kx > 0, or kx = 0 with ky > 0), without the origin, sorted by radius, so that a frequency limit is a prefix.
 */
export type Coefficients = {
  /** Largest radius, Fourier pixels. */
  readonly limit: number
  readonly count: number
  readonly kx: Float32Array
  readonly ky: Float32Array
  /** Radius rounded to the nearest shell. */
  readonly shell: Int32Array
  /** [limit + 1] coefficients with radius ≤ r. */
  readonly within: Int32Array
}

export function listCoefficients(limit: number): Coefficients {
  const points: { x: number; y: number; square: number }[] = []
  for (let y = -limit; y <= limit; y++) {
    for (let x = 0; x <= limit; x++) {
      const square = x * x + y * y
      if (square === 0 || square > limit * limit || (x === 0 && y < 0)) continue
      points.push({ x, y, square })
    }
  }
  points.sort((a, b) => a.square - b.square || a.y - b.y || a.x - b.x)
  const within = new Int32Array(limit + 1)
  for (const { square } of points) for (let r = Math.ceil(Math.sqrt(square)); r <= limit; r++) within[r]++
  return {
    limit,
    count: points.length,
    kx: Float32Array.from(points, p => p.x),
    ky: Float32Array.from(points, p => p.y),
    shell: Int32Array.from(points, p => Math.min(limit, Math.round(Math.sqrt(p.square)))),
    within,
  }
}
