import type { Coefficients } from './coefficients.ts'
import { fftPlan, type FftPlan } from './fft.ts'

/**
 * Reads the coefficients of an n×n image without transforming more than is wanted: all rows, two at a time, then only
 * the columns kx ≤ limit. F(k) = (1/n) Σ f(x) e^{−2πi k·(x − n>>1 + t)/n}, so that white noise of variance 1 gives
 * coefficients of variance 1 and the image is translated by +t pixels.
 */
export class ImageCropper {
  readonly #n: number
  readonly #coefficients: Coefficients
  readonly #plan: FftPlan
  readonly #line: Float64Array
  readonly #spectrum: Float64Array
  /** [columns][n × 2] */
  readonly #columns: Float64Array[]

  constructor(n: number, coefficients: Coefficients) {
    if (n < 2 * coefficients.limit + 2) throw new RangeError(`a ${n} px image has no ${coefficients.limit} Fourier pixels`)
    this.#n = n
    this.#coefficients = coefficients
    this.#plan = fftPlan(n)
    this.#line = new Float64Array(2 * n)
    this.#spectrum = new Float64Array(2 * n)
    this.#columns = Array.from({ length: coefficients.limit + 1 }, () => new Float64Array(2 * n))
  }

  /** `image` [n²] at `from`; out [2 × count] interleaved. */
  read(image: Float32Array, from: number, tx: number, ty: number, out: Float32Array, outFrom: number): void {
    const n = this.#n, line = this.#line, spectrum = this.#spectrum, columns = this.#columns
    for (let y = 0; y < n; y += 2) {
      const a = from + y * n, paired = y + 1 < n, b = paired ? a + n : a
      for (let x = 0; x < n; x++) {
        line[2 * x] = image[a + x]
        line[2 * x + 1] = paired ? image[b + x] : 0
      }
      this.#plan.forward(spectrum, line)
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k], p = 2 * k, q = 2 * ((n - k) % n)
        column[2 * y] = (spectrum[p] + spectrum[q]) / 2
        column[2 * y + 1] = (spectrum[p + 1] - spectrum[q + 1]) / 2
        if (paired) {
          column[2 * y + 2] = (spectrum[p + 1] + spectrum[q + 1]) / 2
          column[2 * y + 3] = (spectrum[q] - spectrum[p]) / 2
        }
      }
    }
    for (const column of columns) {
      line.set(column)
      this.#plan.forward(column, line)
    }
    const { kx, ky, count } = this.#coefficients
    const cx = (2 * Math.PI * ((n >> 1) - tx)) / n, cy = (2 * Math.PI * ((n >> 1) - ty)) / n
    for (let m = 0; m < count; m++) {
      const column = columns[kx[m]], at = 2 * ((ky[m] + n) % n)
      const angle = kx[m] * cx + ky[m] * cy
      const c = Math.cos(angle) / n, s = Math.sin(angle) / n
      out[outFrom + 2 * m] = column[at] * c - column[at + 1] * s
      out[outFrom + 2 * m + 1] = column[at] * s + column[at + 1] * c
    }
  }
}
