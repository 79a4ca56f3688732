import { listCoefficients, type Coefficients } from '../../numerics/coefficients.ts'
import { ImageCropper } from '../../numerics/cropImage.ts'
import { ctfFrequencies, fillCtf, type CtfFrequencies } from '../../numerics/ctf.ts'
import { fourierToImage } from '../../numerics/fft2.ts'
import { lowPassGain } from '../../numerics/filters.ts'
import type { CtfParameters } from '../../../preload/contract/records.ts'

/** 1/SNR of the Wiener filter F·C/(C² + 1/SNR): flat between the CTF's zeros, quiet at them. */
const WIENER = 0.1

/** Images of `box` px as pictures of `size` px with the same field of view, by their Fourier coefficients. Holds those of one image at a time. */
export class TileSpectrum {
  readonly coefficients: Coefficients
  /** [count × 2] interleaved. */
  readonly values: Float32Array
  readonly #size: number
  readonly #cropper: ImageCropper
  readonly #length: number
  readonly #frequencies: CtfFrequencies
  readonly #ctf: Float32Array
  readonly #plane: Float64Array

  constructor(box: number, pixelSize: number, size: number) {
    this.coefficients = listCoefficients(Math.max(1, Math.min((box - 2) >> 1, (size - 1) >> 1)))
    const { count, kx, ky } = this.coefficients
    this.values = new Float32Array(2 * count)
    this.#size = size
    this.#cropper = new ImageCropper(box, this.coefficients)
    this.#length = box * pixelSize
    this.#frequencies = ctfFrequencies(Float64Array.from(kx, k => k / this.#length), Float64Array.from(ky, k => k / this.#length))
    this.#ctf = new Float32Array(count)
    this.#plane = new Float64Array(2 * size * size)
  }

  read(image: Float32Array): void {
    this.#cropper.read(image, 0, 0, 0, this.values, 0)
  }

  /** Takes away what is finer than `cutoff` Å, with a raised-cosine edge. */
  lowPass(cutoff: number): void {
    const edge = this.#length / cutoff, width = Math.max(2, edge / 5), { kx, ky } = this.coefficients
    this.#multiply(m => lowPassGain(Math.hypot(kx[m], ky[m]), edge, width))
  }

  /** Undoes the CTF (Wiener) of images whose protein has the given sign under it: it comes out bright. */
  correct(ctf: CtfParameters, sign: 1 | -1): void {
    const c = this.#ctf
    fillCtf(ctf, this.#frequencies, c)
    this.#multiply(m => (sign * c[m]) / (c[m] * c[m] + WIENER))
  }

  #multiply(gain: (m: number) => number): void {
    const { values } = this
    for (let m = 0; m < this.coefficients.count; m++) {
      const factor = gain(m)
      values[2 * m] *= factor
      values[2 * m + 1] *= factor
    }
  }

  /** The picture [size²] of the coefficients, its mean 0. */
  draw(out: Float32Array): void {
    const size = this.#size, plane = this.#plane, { count, kx, ky } = this.coefficients, { values } = this
    plane.fill(0)
    for (let m = 0; m < count; m++) {
      const to = 2 * (((ky[m] + size) % size) * size + kx[m]), mate = 2 * (((size - ky[m]) % size) * size + ((size - kx[m]) % size))
      plane[to] = plane[mate] = values[2 * m]
      plane[to + 1] = values[2 * m + 1]
      plane[mate + 1] = -values[2 * m + 1]
    }
    fourierToImage(plane, size, out)
  }
}
