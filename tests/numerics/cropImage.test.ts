import { describe, expect, test } from 'vitest'
import { listCoefficients } from '../../src/main/numerics/coefficients.ts'
import { ImageCropper } from '../../src/main/numerics/cropImage.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { blobImage, blobMolecule } from './blobs.ts'

const noise = (n: number, seed: number, images = 1): Float32Array => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: images * n * n }, () => random.normal())
}

/** (1/n) Σ f(x) e^{−2πi k·(x − n>>1 + t)/n}, as it stands in the doc comment. */
function naive(image: Float32Array, n: number, kx: number, ky: number, tx: number, ty: number): [number, number] {
  let [re, im] = [0, 0]
  for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) {
    const angle = (-2 * Math.PI * (kx * (x - (n >> 1) + tx) + ky * (y - (n >> 1) + ty))) / n
    re += image[y * n + x] * Math.cos(angle)
    im += image[y * n + x] * Math.sin(angle)
  }
  return [re / n, im / n]
}

describe.each([16, 18, 21, 25, 32, 34])('a box of %i', n => {
  test.each([[0, 0], [2, -3], [-1.37, 0.81]])('equals the naive transform, moved by (%f, %f)', (tx, ty) => {
    const coefficients = listCoefficients((n >> 1) - 1)
    // Neighbours in memory that are not ours stay out of it.
    const stack = noise(n, 3, 3), out = new Float32Array(2 * coefficients.count + 10).fill(7)
    const cropper = new ImageCropper(n, coefficients)
    cropper.read(stack, n * n, tx, ty, out, 6)
    const image = stack.subarray(n * n, 2 * n * n)
    for (let m = 0; m < coefficients.count; m += 3) {
      const [re, im] = naive(image, n, coefficients.kx[m], coefficients.ky[m], tx, ty)
      expect(Math.abs(out[6 + 2 * m] - re)).toBeLessThan(1e-5)
      expect(Math.abs(out[7 + 2 * m] - im)).toBeLessThan(1e-5)
    }
    expect([...out.subarray(0, 6), ...out.subarray(6 + 2 * coefficients.count)]).toEqual(Array.from({ length: 10 }, () => 7))
  })
})

test('an image is centred by its RELION origin', () => {
  const n = 36, coefficients = listCoefficients(12), cropper = new ImageCropper(n, coefficients)
  const blobs = blobMolecule(6, 6, 1.5, 2), matrix = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
  const read = (image: Float32Array, tx: number, ty: number): Float32Array => {
    const out = new Float32Array(2 * coefficients.count)
    cropper.read(image, 0, tx, ty, out, 0)
    return out
  }
  const centred = read(blobImage(blobs, matrix, 0, n), 0, 0), displaced = blobImage(blobs, matrix, 0, n, 2.4, -1.7)
  const distance = (a: Float32Array): number => Math.sqrt(a.reduce((sum, v, i) => sum + (v - centred[i]) ** 2, 0) / centred.reduce((sum, v) => sum + v * v, 0))
  expect(distance(read(displaced, -2.4, 1.7))).toBeLessThan(1e-4)
  expect(distance(read(displaced, 2.4, -1.7))).toBeGreaterThan(0.3)
})

test('white noise of variance 1 gives coefficients of variance 1, without correlation of re and im', () => {
  const n = 30, images = 60, coefficients = listCoefficients(13), cropper = new ImageCropper(n, coefficients)
  const stack = noise(n, 5, images), out = new Float32Array(2 * coefficients.count)
  let [power, cross, count] = [0, 0, 0]
  for (let i = 0; i < images; i++) {
    cropper.read(stack, i * n * n, 0.3, 1.2, out, 0)
    for (let m = 0; m < coefficients.count; m++) {
      power += out[2 * m] ** 2 + out[2 * m + 1] ** 2
      cross += 2 * out[2 * m] * out[2 * m + 1]
      count++
    }
  }
  // |F|² is exponential: its mean over n coefficients is known to 1/√n. Four of them.
  expect(Math.abs(power / count - 1)).toBeLessThan(4 / Math.sqrt(count))
  expect(Math.abs(cross / count)).toBeLessThan(4 / Math.sqrt(count))
})

test('a limit that the image does not have is refused', () => {
  expect(() => new ImageCropper(20, listCoefficients(10))).toThrow('20 px image has no 10 Fourier pixels')
})
