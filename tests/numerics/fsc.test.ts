import { expect, test } from 'vitest'
import { volumeToFourier, fourierToVolume } from '../../src/main/numerics/fft3.ts'
import { filterVolume } from '../../src/main/numerics/filters.ts'
import {
  correctForMask, crossesAgain, firstCrossing, fourierShellCorrelation, maskedFsc, randomisePhases, resolutionAt,
} from '../../src/main/numerics/fsc.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { forHalfTransform } from '../../src/main/numerics/shells.ts'

const N = 32

const noise = (seed: number): Float32Array => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: N ** 3 }, () => random.normal())
}
const add = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + b[i])

/** Independent complex coefficients by shell: half of those counted by the FSC plus what the planes hold twice is at least this. */
const independent = (shell: number): number => 2 * Math.PI * shell * shell

/** 1 inside a ball of `radius` px, falling to 0 over `edge` px (0: a sharp mask). */
const ball = (radius: number, edge: number): Float32Array => Float32Array.from({ length: N ** 3 }, (_, i) => {
  const r = Math.hypot((i % N) - N / 2, (Math.floor(i / N) % N) - N / 2, Math.floor(i / N / N) - N / 2)
  if (edge === 0) return r <= radius ? 1 : 0
  const from = Math.min(1, Math.max(0, (r - radius) / edge))
  return 0.5 + 0.5 * Math.cos(Math.PI * from)
})

const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
const meanFrom = (shell: number, curve: Float64Array): number => curve.slice(shell).reduce((sum, value) => sum + value, 0) / (curve.length - shell)
/** A falling spectrum of signal over noise. */
const ratio = (shell: number): number => 8 * Math.exp(-shell / 4)

test('identical maps correlate fully in every shell, whatever their scale; a negative scale gives −1', () => {
  const map = noise(1)
  for (const value of fourierShellCorrelation(map, map.map(v => 3 * v), N)) expect(value).toBeCloseTo(1, 5)
  for (const value of fourierShellCorrelation(map, map.map(v => -v), N)) expect(value).toBeCloseTo(-1, 5)
})

test('independent noise does not correlate beyond its standard error', () => {
  const curve = fourierShellCorrelation(noise(1), noise(2), N)
  for (let shell = 1; shell < curve.length; shell++) expect(Math.abs(curve[shell])).toBeLessThan(4 / Math.sqrt(independent(shell)))
})

test('a known signal-to-noise ratio by shell gives FSC = SNR / (1 + SNR)', () => {
  const signal = filterVolume(noise(1), N, radius => Math.sqrt(ratio(radius)))
  const curve = fourierShellCorrelation(add(signal, noise(2)), add(signal, noise(3)), N)
  for (let shell = 3; shell < curve.length; shell++) {
    const expected = ratio(shell) / (1 + ratio(shell))
    expect(Math.abs(curve[shell] - expected)).toBeLessThan(0.02 + 4 * (1 - expected ** 2) / Math.sqrt(independent(shell)))
  }
})

test('empty maps give 0, not NaN', () => {
  const empty = new Float32Array(N ** 3)
  expect([...fourierShellCorrelation(empty, empty, N)]).toEqual(Array(N / 2 + 1).fill(0))
  for (const value of fourierShellCorrelation(empty, noise(1), N).slice(3)) expect(Math.abs(value)).toBeLessThan(0.2)
})

test('the first crossing of 0.143 is interpolated between shells', () => {
  expect(firstCrossing([1, 0.9, 0.243, 0.043, 0.9])).toBeCloseTo(2.5, 10)
  expect(resolutionAt([1, 0.9, 0.243, 0.043, 0.9], 100, 1.5)).toBeCloseTo(150 / 2.5, 10)
  expect(firstCrossing([1, 0.9, 0.143, 0.1])).toBeCloseTo(2, 10)
  expect(firstCrossing([0, 0, 0, 0])).toBeCloseTo(0.857, 10)
})

test('a curve that never crosses means Nyquist', () => {
  expect(resolutionAt([1, 0.9, 0.8, 0.7, 0.5], 8, 1.5)).toBe(3)
})

test('rising again beyond the crossing is noticed; one stray shell is not', () => {
  expect(crossesAgain([1, 0.9, 0.1, 0.05, 0.3, 0.3, 0])).toBe(true)
  expect(crossesAgain([1, 0.9, 0.1, 0.05, 0.3, 0.1, 0])).toBe(false)
  expect(crossesAgain([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4])).toBe(false)
})

test('random phases keep every amplitude, the shells below and a real map, and forget the rest', () => {
  const map = noise(5)
  const before = new Float32Array(2 * N ** 3)
  volumeToFourier(map, N, before)
  const after = before.slice()
  randomisePhases(after, N, 6, seededRandom(1))
  let changed = 0
  let beyond = 0
  for (let i = 0; i < N ** 3; i++) {
    const [a, b] = [Math.hypot(before[2 * i], before[2 * i + 1]), Math.hypot(after[2 * i], after[2 * i + 1])]
    expect(Math.abs(a - b)).toBeLessThan(1e-3 * (1 + a))
  }
  forHalfTransform(N, (i, shell) => {
    const same = before[2 * i] === after[2 * i] && before[2 * i + 1] === after[2 * i + 1]
    if (shell < 6) expect(same).toBe(true)
    if (shell > 6) beyond++
    if (shell > 6 && !same) changed++
  })
  expect(changed / beyond).toBeGreaterThan(0.99)
  const [whole, realPart] = [after.slice(), new Float32Array(N ** 3)]
  fourierToVolume(whole, N, realPart)
  // If the result were not Hermitian, dropping its imaginary part would lose power.
  expect(power(realPart) / power(map)).toBeCloseTo(1, 4)
  const curve = fourierShellCorrelation(map, realPart, N)
  for (let shell = 1; shell < 6; shell++) expect(curve[shell]).toBeCloseTo(1, 4)
  for (let shell = 7; shell < curve.length; shell++) expect(Math.abs(curve[shell])).toBeLessThan(4 / Math.sqrt(independent(shell)))
})

test('the correction starts two shells beyond the randomisation', () => {
  const masked = Float64Array.of(1, 0.9, 0.7, 0.6, 0.5, 0.4)
  const random = Float64Array.of(1, 0.9, 0.5, 0.2, 0.2, 0.1)
  expect([...correctForMask(masked, random, 2)]).toEqual([1, 0.9, 0.7, 0.6, (0.5 - 0.2) / 0.8, (0.4 - 0.1) / 0.9])
  expect([...correctForMask(masked, random, null)]).toEqual([...masked])
})

test('what a sharp mask correlates by itself is taken away again', () => {
  // Halves share the shells up to 6 and nothing beyond; a sharp, small mask leaks them into all shells.
  const shared = filterVolume(noise(1), N, radius => (radius < 6.5 ? 40 : 0))
  const { unmasked, masked, corrected, randomisedFrom } = maskedFsc(add(shared, noise(2)), add(shared, noise(3)), ball(6, 0), N, seededRandom(9))
  expect(randomisedFrom).toBe(7)
  expect(Math.abs(meanFrom(10, unmasked))).toBeLessThan(0.05)
  expect(meanFrom(10, masked)).toBeGreaterThan(0.3)
  expect(Math.abs(meanFrom(10, corrected))).toBeLessThan(0.15)
})

test('a mask of ones changes nothing', () => {
  const signal = filterVolume(noise(1), N, radius => (radius < 8 ? 3 : 1))
  const { unmasked, masked, corrected, maskRejected } = maskedFsc(add(signal, noise(2)), add(signal, noise(3)), new Float32Array(N ** 3).fill(1), N, seededRandom(1))
  for (let shell = 0; shell < masked.length; shell++) expect(masked[shell]).toBeCloseTo(unmasked[shell], 4)
  for (let shell = 1; shell < 8; shell++) expect(corrected[shell]).toBeCloseTo(unmasked[shell], 4)
  expect(maskRejected).toBe(false)
})

test('where the FSC never drops below 0.8 nothing is randomised', () => {
  const map = noise(1)
  const { randomisedFrom, phaseRandomised, corrected, masked } = maskedFsc(map, map, ball(8, 4), N, seededRandom(1))
  expect(randomisedFrom).toBeNull()
  expect(Math.max(...phaseRandomised)).toBe(0)
  expect([...corrected]).toEqual([...masked])
})

test('a mask on the solvent is rejected: the unmasked curve decides', () => {
  const inside = ball(8, 3)
  const signal = noise(1).map((value, i) => 4 * value * inside[i])
  const { maskRejected, corrected, unmasked } = maskedFsc(add(signal, noise(2)), add(signal, noise(3)), inside.map(value => 1 - value), N, seededRandom(1))
  expect(maskRejected).toBe(true)
  expect([...corrected]).toEqual([...unmasked])
})
