import type { SliceGrid } from './backprojection.ts'
import { type ComplexArray } from './fftAxes.ts'
import { fft2 } from './fft2.ts'

/** One transform for two real n×n images (origin at pixel n >> 1): `first` is its real part, `second`, if any, its imaginary part. */
export function pairToFourier(first: Float32Array, second: Float32Array | null, n: number, out: ComplexArray): void {
  const c = n >> 1
  for (let y = 0; y < n; y++) {
    const row = ((y + c) % n) * n
    for (let x = 0; x < n; x++) {
      const from = row + ((x + c) % n)
      const to = 2 * (y * n + x)
      out[to] = first[from]
      out[to + 1] = second === null ? 0 : second[from]
    }
  }
  fft2(out, n, 'forward')
}

/**
 * Reads the coefficients of `grid` of one image of a pair into re and im, the image translated by (+shiftX, +shiftY) px, and turns them
 * into what back-projection sums: the coefficient times `gain` times the CTF, and `gain`² times the CTF's square as its weight.
 * `ctf` [grid.count]. Images that carry the CTF twice already (`premultiplied`) are not multiplied again.
 */
export function weightedSlice(
  pair: ComplexArray, part: 0 | 1, grid: SliceGrid, n: number, shiftX: number, shiftY: number,
  ctf: Float32Array, gain: number, premultiplied: boolean, re: Float32Array, im: Float32Array, weight: Float32Array,
): void {
  const { at, mate, kx, ky, count } = grid
  const alongX = phases(n, shiftX)
  const alongY = phases(n, shiftY)
  for (let i = 0; i < count; i++) {
    const p = 2 * at[i]
    const q = 2 * mate[i]
    // A = (F(k) + F(−k)*) / 2 and B = (F(k) − F(−k)*) / 2i, both Hermitian.
    const a = part === 0 ? (pair[p] + pair[q]) / 2 : (pair[p + 1] + pair[q + 1]) / 2
    const b = part === 0 ? (pair[p + 1] - pair[q + 1]) / 2 : (pair[q] - pair[p]) / 2
    const x = 2 * kx[i]
    const y = 2 * Math.abs(ky[i])
    const sinY = ky[i] < 0 ? -alongY[y + 1] : alongY[y + 1]
    const cos = alongX[x] * alongY[y] - alongX[x + 1] * sinY
    const sin = alongX[x + 1] * alongY[y] + alongX[x] * sinY
    const factor = premultiplied ? gain : gain * ctf[i]
    re[i] = factor * (a * cos - b * sin)
    im[i] = factor * (a * sin + b * cos)
    weight[i] = gain * gain * ctf[i] * ctf[i]
  }
}

/** e^{−2πi k t / n} for k = 0 … n/2, interleaved. */
function phases(n: number, shift: number): Float64Array {
  const half = n >> 1
  const out = new Float64Array(2 * half + 2)
  for (let k = 0; k <= half; k++) {
    const angle = (-2 * Math.PI * k * shift) / n
    out[2 * k] = Math.cos(angle)
    out[2 * k + 1] = Math.sin(angle)
  }
  return out
}
