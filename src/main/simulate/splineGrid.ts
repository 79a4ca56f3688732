import { transformLines } from '../numerics/fftAxes.ts'

/**
 * A periodic grid of `size`² points (even) onto which points are spread by cubic B-splines, and its transform at the low frequencies.
 * Only real weights: two rows travel as the real and imaginary part of one, and of the transform only what is asked for is made.
 */
export type SplineGrid = {
  clear(): void
  /** Adds `weight` at (x, y), counted in grid points from the origin, point 0. */
  add(x: number, y: number, weight: number): void
  /** Σ weight·exp(−2πi (kx x + ky y)/size), times the spline's transform, at kx = 0 … columns − 1 (fastest) and ky = 0 … size − 1. */
  transform(): Float64Array
}

export function splineGrid(size: number, columns: number): SplineGrid {
  const pairs = new Float64Array(size * size)
  const out = new Float64Array(2 * size * columns)
  const wx = new Float64Array(4)
  const wy = new Float64Array(4)
  const ix = new Uint32Array(4)
  const iy = new Uint32Array(4)

  const add = (x: number, y: number, weight: number): void => {
    spline(x, size, ix, wx)
    spline(y, size, iy, wy)
    for (let j = 0; j < 4; j++) {
      const line = (iy[j] >> 1) * 2 * size + (iy[j] & 1)
      const w = weight * wy[j]
      pairs[line + 2 * ix[0]] += w * wx[0]
      pairs[line + 2 * ix[1]] += w * wx[1]
      pairs[line + 2 * ix[2]] += w * wx[2]
      pairs[line + 2 * ix[3]] += w * wx[3]
    }
  }

  const transform = (): Float64Array => {
    transformLines(pairs, size, 1, 0, size, size / 2, 'forward')
    for (let pair = 0; pair < size / 2; pair++) {
      for (let k = 0; k < columns; k++) {
        const p = 2 * (pair * size + k)
        const q = 2 * (pair * size + ((size - k) % size))
        const even = 2 * (2 * pair * columns + k)
        const odd = even + 2 * columns
        out[even] = (pairs[p] + pairs[q]) / 2
        out[even + 1] = (pairs[p + 1] - pairs[q + 1]) / 2
        out[odd] = (pairs[p + 1] + pairs[q + 1]) / 2
        out[odd + 1] = (pairs[q] - pairs[p]) / 2
      }
    }
    transformLines(out, size, columns, 0, 1, columns, 'forward')
    return out
  }
  return { clear: () => pairs.fill(0), add, transform }
}

/** Transform of the cubic B-spline at `k` cycles per `size` points. */
export function splineTransform(k: number, size: number): number {
  const x = (Math.PI * k) / size
  return k === 0 ? 1 : (Math.sin(x) / x) ** 4
}

/** Weights of a cubic B-spline at `u` on the four grid points that it reaches. */
function spline(u: number, size: number, index: Uint32Array, weights: Float64Array): void {
  const floor = Math.floor(u)
  const t = u - floor
  const s = 1 - t
  weights[0] = (s * s * s) / 6
  weights[1] = (4 - 3 * t * t * (2 - t)) / 6
  weights[2] = (4 - 3 * s * s * (2 - s)) / 6
  weights[3] = (t * t * t) / 6
  let at = (floor - 1) % size
  if (at < 0) at += size
  for (let k = 0; k < 4; k++) {
    index[k] = at
    at = at + 1 === size ? 0 : at + 1
  }
}
