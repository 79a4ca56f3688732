import { listCoefficients } from '../../numerics/coefficients.ts'
import { ImageCropper } from '../../numerics/cropImage.ts'
import type { Ball } from './ball.ts'

/**
 * Reads the coefficients of an n³ map without transforming more than is wanted: section by section up to the limit, then along z.
 * F(k) = n^(−3/2) Σ f(x) e^{−2πi k·(x − n>>1)/n}, so that white noise of variance 1 gives coefficients of variance 1.
 */
export class VolumeCropper {
  readonly #n: number
  readonly #ball: Ball
  readonly #sections: ImageCropper
  readonly #plane: number
  /** [2 × (plane + 1)] the coefficients of one section, its sum last. */
  readonly #section: Float32Array
  /** [n][2 × (plane + 1)] */
  readonly #columns: Float64Array
  /** [count] column of each coefficient of the ball. */
  readonly #column: Uint32Array
  /** [2·limit + 1][n × 2] e^{−2πi kz (z − n>>1)/n} / √n. */
  readonly #waves: Float64Array

  constructor(n: number, ball: Ball) {
    const { limit } = ball
    const plane = listCoefficients(limit)
    this.#n = n
    this.#ball = ball
    this.#sections = new ImageCropper(n, plane)
    this.#plane = plane.count
    this.#section = new Float32Array(2 * plane.count)
    this.#columns = new Float64Array(n * 2 * (plane.count + 1))
    const at = new Map(Array.from(plane.kx, (x, m) => [key(x, plane.ky[m]), m]))
    this.#column = Uint32Array.from({ length: ball.count }, (_, c) => at.get(key(ball.kx[c], ball.ky[c])) ?? plane.count)
    this.#waves = new Float64Array((2 * limit + 1) * 2 * n)
    for (let kz = -limit; kz <= limit; kz++) for (let z = 0; z < n; z++) {
      const angle = (-2 * Math.PI * ((kz * (z - (n >> 1))) % n)) / n, at = 2 * ((kz + limit) * n + z)
      this.#waves[at] = Math.cos(angle) / Math.sqrt(n)
      this.#waves[at + 1] = Math.sin(angle) / Math.sqrt(n)
    }
  }

  /** `map` [n³]; out [2 × count] interleaved, from `at`. */
  read(map: Float32Array, out: Float32Array, at: number): void {
    const n = this.#n, columns = this.#columns, width = 2 * (this.#plane + 1)
    for (let z = 0; z < n; z++) {
      this.#sections.read(map, z * n * n, 0, 0, this.#section, 0)
      columns.set(this.#section, z * width)
      let sum = 0
      for (let i = z * n * n; i < (z + 1) * n * n; i++) sum += map[i]
      columns[(z + 1) * width - 2] = sum / n
      columns[(z + 1) * width - 1] = 0
    }
    const { count, kz, limit } = this.#ball
    for (let c = 0; c < count; c++) {
      let re = 0, im = 0
      for (let z = 0, from = 2 * this.#column[c], wave = 2 * (kz[c] + limit) * n; z < n; z++, from += width, wave += 2) {
        re += columns[from] * this.#waves[wave] - columns[from + 1] * this.#waves[wave + 1]
        im += columns[from] * this.#waves[wave + 1] + columns[from + 1] * this.#waves[wave]
      }
      out[at + 2 * c] = re
      out[at + 2 * c + 1] = im
    }
  }
}

const key = (x: number, y: number): string => `${x},${y}`
