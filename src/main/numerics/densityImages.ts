import { fft2 } from './fft2.ts'

/** Half a plane of Fourier coefficients: kx > 0, or kx = 0 with ky > 0; [count] each. */
export type HalfPlane = { readonly count: number; readonly kx: ArrayLike<number>; readonly ky: ArrayLike<number> }

/** Numbers a pixel: four channels, so that one is a SIMD register. */
export const IMAGE_CHANNELS = 4

/**
 * Real images I(u) = Σ_m Re(X_m e^{2πi k_m·u}) of sets of Fourier coefficients X, sampled on n × n pixels with the origin at
 * pixel n >> 1, to be read between pixels bilinearly (kernels: gatherNodes); what that reading takes from each frequency,
 * sinc²(k/n) an axis, is given back beforehand. Pixel (y, x) of channel c is values[(y·n + x)·IMAGE_CHANNELS + c].
 */
export class DensityImages {
  readonly #values: Float32Array
  readonly #n: number
  readonly #plane: HalfPlane
  readonly #at: Uint32Array
  readonly #mirror: Uint32Array
  readonly #gain: Float64Array
  readonly #cube: Float64Array

  /** `values`: [n² × IMAGE_CHANNELS], the caller's memory. */
  constructor(n: number, plane: HalfPlane, values: Float32Array) {
    this.#n = n
    this.#plane = plane
    this.#values = values
    this.#cube = new Float64Array(2 * n * n)
    const wrap = (k: number) => ((k % n) + n) % n
    this.#at = Uint32Array.from({ length: plane.count }, (_, m) => 2 * (wrap(plane.ky[m]) * n + wrap(plane.kx[m])))
    this.#mirror = Uint32Array.from({ length: plane.count }, (_, m) => 2 * (wrap(-plane.ky[m]) * n + wrap(-plane.kx[m])))
    this.#gain = Float64Array.from({ length: plane.count }, (_, m) => ((n * n) / 2) / (sinc2(plane.kx[m] / n) * sinc2(plane.ky[m] / n)))
  }

  /** Fills channels `first` and `first + 1` from coefficients a and b ([count × 2] interleaved); null leaves the second channel alone. */
  fill(first: number, a: ArrayLike<number>, b: ArrayLike<number> | null): void {
    const n = this.#n, cube = this.#cube
    cube.fill(0)
    for (let m = 0; m < this.#plane.count; m++) {
      const g = this.#gain[m], p = this.#at[m], q = this.#mirror[m]
      const ar = g * a[2 * m], ai = g * a[2 * m + 1], br = b ? g * b[2 * m] : 0, bi = b ? g * b[2 * m + 1] : 0
      // A + iB at k, and conj(A) + i·conj(B) at −k: one complex transform makes both real images.
      cube[p] += ar - bi
      cube[p + 1] += ai + br
      cube[q] += ar + bi
      cube[q + 1] += br - ai
    }
    fft2(cube, n, 'inverse')
    const c = n >> 1
    for (let y = 0; y < n; y++) {
      const row = ((y + c) % n) * n
      for (let x = 0; x < n; x++) {
        const from = 2 * (y * n + x), to = (row + ((x + c) % n)) * IMAGE_CHANNELS + first
        this.#values[to] = cube[from]
        if (b) this.#values[to + 1] = cube[from + 1]
      }
    }
  }
}

function sinc2(u: number): number {
  if (u === 0) return 1
  const angle = Math.PI * u
  return (Math.sin(angle) / angle) ** 2
}
