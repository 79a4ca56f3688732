import { type ComplexArray, type Direction, transformLines } from './fftAxes.ts'

/**
 * In-place transform of an n×n complex image, interleaved, x fastest, frequencies in FFT order
 * (index k stands for k below n/2, for k − n above), origin at index 0. forward is unscaled, inverse carries 1/n².
 */
export function fft2(data: ComplexArray, n: number, direction: Direction): void {
  transformLines(data, n, 1, 0, n, n, direction)
  transformLines(data, n, n, 0, 1, n, direction)
}

/** Transform of a real n×n image whose origin is pixel n >> 1; `out` [2·n²] in FFT order. */
export function imageToFourier(image: ArrayLike<number>, n: number, out: ComplexArray, imageOffset = 0): void {
  const c = n >> 1
  for (let y = 0; y < n; y++) {
    const row = imageOffset + ((y + c) % n) * n
    for (let x = 0; x < n; x++) {
      const at = 2 * (y * n + x)
      out[at] = image[row + ((x + c) % n)]
      out[at + 1] = 0
    }
  }
  fft2(out, n, 'forward')
}

/** Inverse of `imageToFourier`; `data` is destroyed, the imaginary part is dropped. */
export function fourierToImage(data: ComplexArray, n: number, image: Float32Array | Float64Array, imageOffset = 0): void {
  fft2(data, n, 'inverse')
  const c = n >> 1
  for (let y = 0; y < n; y++) {
    const row = imageOffset + ((y + c) % n) * n
    for (let x = 0; x < n; x++) image[row + ((x + c) % n)] = data[2 * (y * n + x)]
  }
}
