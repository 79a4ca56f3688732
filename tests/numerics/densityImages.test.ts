import { describe, expect, test } from 'vitest'
import { listCoefficients } from '../../src/main/numerics/coefficients.ts'
import { DensityImages, IMAGE_CHANNELS } from '../../src/main/numerics/densityImages.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const LIMIT = 9
const random = seededRandom(11)
const list = listCoefficients(LIMIT)
const coefficients = (count = list.count): Float32Array => Float32Array.from({ length: 2 * count }, () => random.normal())

/** Σ_m Re(g_m X_m e^{2πi k_m·u}), u in fractions of the box from its origin. */
function direct(x: ArrayLike<number>, u: number, v: number, count = list.count, gain: (m: number) => number = () => 1): number {
  let sum = 0
  for (let m = 0; m < count; m++) {
    const angle = 2 * Math.PI * (list.kx[m] * u + list.ky[m] * v)
    sum += gain(m) * (x[2 * m] * Math.cos(angle) - x[2 * m + 1] * Math.sin(angle))
  }
  return sum
}

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)
const sinc2 = (u: number): number => (u === 0 ? 1 : (Math.sin(Math.PI * u) / (Math.PI * u)) ** 2)

/** Images of three sets of coefficients, two of them by one transform. */
function imagesOn(n: number, count = list.count) {
  const [a, b, c] = [coefficients(count), coefficients(count), coefficients(count)]
  const values = new Float32Array(n * n * IMAGE_CHANNELS).fill(7)
  const images = new DensityImages(n, { count, kx: list.kx, ky: list.ky }, values)
  images.fill(0, a, b)
  images.fill(2, c, null)
  const at = (channel: number, x: number, y: number): number => values[(y * n + x) * IMAGE_CHANNELS + channel]
  return { sets: [a, b, c], at, images, values }
}

function bilinear(at: (x: number, y: number) => number, x: number, y: number): number {
  const [i, j] = [Math.floor(x), Math.floor(y)], [fx, fy] = [x - i, y - j]
  return (1 - fy) * ((1 - fx) * at(i, j) + fx * at(i + 1, j)) + fy * ((1 - fx) * at(i, j + 1) + fx * at(i + 1, j + 1))
}

describe.each([32, 30, 45])('on %i² pixels', n => {
  const { sets, at, images, values } = imagesOn(n)
  const gain = (m: number): number => 1 / (sinc2(list.kx[m] / n) * sinc2(list.ky[m] / n))

  test('every pixel is the sum over the coefficients, each raised by what bilinear reading takes from it', () => {
    for (const [channel, x] of sets.entries()) {
      const size = rms(Array.from(x))
      for (let i = 0; i < 60; i++) {
        const [px, py] = [random.integer(n), random.integer(n)]
        const expected = direct(x, (px - (n >> 1)) / n, (py - (n >> 1)) / n, list.count, gain)
        expect(Math.abs(at(channel, px, py) - expected) / size).toBeLessThan(1e-4)
      }
    }
  })

  test('a channel that is given nothing is left alone', () => {
    expect(values.every((v, i) => i % IMAGE_CHANNELS !== 3 || v === 7)).toBe(true)
    const before = values.slice()
    images.fill(1, sets[1], null)
    for (let i = 0; i < values.length; i++) {
      // Alone or beside another, the same image; the neighbours stay.
      if (i % IMAGE_CHANNELS === 1) expect(Math.abs(values[i] - before[i])).toBeLessThan(1e-3)
      else expect(values[i]).toBe(before[i])
    }
  })
})

describe('read between pixels', () => {
  const points = Array.from({ length: 400 }, () => [random.uniform() - 0.5, random.uniform() - 0.5].map(v => 0.9 * v))

  test('low frequencies are the direct sum: 14 pixels a period leave 1 %', () => {
    const n = 56, count = list.within[4], { sets, at } = imagesOn(n, count)
    for (const [channel, x] of sets.entries()) {
      const expected = points.map(([u, v]) => direct(x, u, v, count))
      const error = points.map(([u, v], i) => bilinear((px, py) => at(channel, px, py), u * n + (n >> 1), v * n + (n >> 1)) - expected[i])
      expect(rms(error) / rms(expected)).toBeLessThan(0.01)
    }
  })

  test('at 3.5 pixels a period of the limit the coefficients come back whole: what is read is the sum plus frequencies beyond n', () => {
    const n = 2 * Math.ceil(1.75 * LIMIT), { sets, at } = imagesOn(n), fine = 6 * n
    // The density read on a grid six times finer, seen again at each coefficient.
    const read = new Float64Array(fine * fine)
    for (let y = 0; y < fine; y++) for (let x = 0; x < fine; x++) read[y * fine + x] = bilinear((px, py) => at(0, px % n, py % n), x / 6, y / 6)
    for (let m = 0; m < list.count; m += 9) {
      let re = 0, im = 0
      for (let y = 0; y < fine; y++) for (let x = 0; x < fine; x++) {
        const angle = 2 * Math.PI * (list.kx[m] * (x / fine - 0.5) + list.ky[m] * (y / fine - 0.5))
        re += (2 * read[y * fine + x] * Math.cos(angle)) / fine ** 2
        im -= (2 * read[y * fine + x] * Math.sin(angle)) / fine ** 2
      }
      const size = Math.hypot(sets[0][2 * m], sets[0][2 * m + 1])
      expect(Math.hypot(re - sets[0][2 * m], im - sets[0][2 * m + 1]) / size).toBeLessThan(0.02)
    }
    // The direct sum itself: an alias of the highest frequency has (1 / 2.5)² of its amplitude, of most much less.
    const expected = points.map(([u, v]) => direct(sets[0], u, v))
    const error = points.map(([u, v], i) => bilinear((px, py) => at(0, px, py), u * n + (n >> 1), v * n + (n >> 1)) - expected[i])
    expect(rms(error) / rms(expected)).toBeLessThan(0.15)
  })
})
