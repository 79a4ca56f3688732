import { expect, test } from 'vitest'
import { filterVolume } from '../../src/main/numerics/filters.ts'
import { localResolution } from '../../src/main/numerics/localResolution.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { windowSums } from '../../src/main/numerics/windowSums.ts'

const noise = (n: number, seed: number): Float32Array => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: n ** 3 }, () => random.normal())
}
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]

test('a map that is good on one side and low-passed on the other says so', () => {
  const n = 64
  const signal = noise(n, 1)
  const fine = filterVolume(signal, n, radius => (radius < 28 ? 1 : 0))
  const blurred = filterVolume(signal, n, radius => (radius < 14 ? 1 : 0))
  // x below the middle: correlated to shell 28, above: to shell 14.
  const half = (seed: number): Float32Array => noise(n, seed).map((value, i) => value + (i % n < n / 2 ? fine[i] : blurred[i]))
  const local = localResolution(half(2), half(3), n, 1.5)
  const at = (x: number): number => median([...local].filter((_, i) => Math.abs((i % n) - x) <= 2))
  const shell = (resolution: number): number => (n * 1.5) / resolution
  expect(shell(at(16))).toBeGreaterThan(26)
  expect(shell(at(16))).toBeLessThan(32)
  expect(shell(at(48))).toBeGreaterThan(13)
  expect(shell(at(48))).toBeLessThan(18)
})

test('noise alone has no resolution anywhere', () => {
  const n = 32
  const local = localResolution(noise(n, 1), noise(n, 2), n, 2)
  const worst = [...local].filter(value => value < (n * 2) / 8).length / local.length
  expect(worst).toBeLessThan(0.02)
})

test('identical maps reach Nyquist everywhere', () => {
  const map = noise(24, 1)
  for (const value of localResolution(map, map, 24, 2)) expect(value).toBeCloseTo(4, 5)
})

test('window sums are Gaussian, periodic and keep the order of axes', () => {
  const n = 16
  const map = new Float32Array(n ** 3)
  map[(2 * n + 6) * n + 0] = 1 // z = 2, y = 6, x = 0
  const { size, data } = windowSums(map, n, 2)
  expect(size).toBe(8)
  for (let z = 0; z < size; z++) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const wrapped = (d: number): number => Math.min(Math.abs(d), n - Math.abs(d))
        const [dx, dy, dz] = [wrapped(2 * x), wrapped(2 * y - 6), wrapped(2 * z - 2)]
        const expected = Math.max(dx, dy, dz) > 6 ? 0 : Math.exp(-(dx * dx + dy * dy + dz * dz) / 8)
        expect(data[(z * size + y) * size + x]).toBeCloseTo(expected, 5)
      }
    }
  }
})
