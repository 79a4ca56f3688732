import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { fitSlopes, shrunkenSlope } from '../../src/main/numerics/slopeMixture.ts'

type Drawn = { readonly slope: Float64Array; readonly variance: Float64Array; readonly truth: Float64Array; readonly junk: Uint8Array }

/** Slopes about 1 with a spread of their own, junk's about `junkMean`, measured with errors that differ by a factor of 4. */
function draw(count: number, seed: number, { spread = 0.15, junk = 0, junkMean = 0, junkSpread = 0.1, error = 0.1 } = {}): Drawn {
  const random = seededRandom(seed)
  const foreign = Uint8Array.from({ length: count }, () => (random.uniform() < junk ? 1 : 0))
  const variance = Float64Array.from({ length: count }, () => (error * 2 ** (2 * random.uniform() - 1)) ** 2)
  const truth = Float64Array.from(foreign, bad => (bad ? junkMean + junkSpread * random.normal() : Math.max(0.2, 1 + spread * random.normal())))
  return { junk: foreign, variance, truth, slope: truth.map((t, i) => t + Math.sqrt(variance[i]) * random.normal()) }
}
const density = (x: number, mean: number, variance: number): number => Math.exp((-0.5 * (x - mean) ** 2) / variance) / Math.sqrt(variance)
const SEEDS = [1, 2, 3, 4, 5, 6]

describe.each(SEEDS)('without junk, seed %i', seed => {
  test.each([[0, 0.1], [0.15, 0.05], [0.15, 0.1], [0.15, 0.2], [0.3, 0.1]])('a spread of %f, measured to %f, is found, and no particle lost', (spread, error) => {
    const { slope, variance } = draw(1200, seed, { spread, error })
    const { mean, spread: found, junk } = fitSlopes(slope, variance)
    expect(junk.every(p => p === 0)).toBe(true)
    expect(Math.abs(mean - 1)).toBeLessThan(0.03)
    expect(Math.abs(found - spread)).toBeLessThan(spread === 0 ? 0.05 : 0.12 * spread)
  })

  test('one distribution with heavy tails (logistic, σ = 0.18): its bulk is not split, and few of its tail are lost', () => {
    const random = seededRandom(seed), variance = new Float64Array(1200).fill(0.0025)
    const slope = variance.map(v => {
      const u = 1e-6 + (1 - 2e-6) * random.uniform()
      return 1 + 0.1 * Math.log(u / (1 - u)) + Math.sqrt(v) * random.normal()
    })
    const { mean, junk } = fitSlopes(slope, variance)
    expect(Math.abs(mean - 1)).toBeLessThan(0.03)
    expect(junk.filter(p => p > 0.5).length / junk.length).toBeLessThan(0.01)
    slope.forEach((a, i) => { if (a > 0.6) expect(junk[i]).toBeLessThan(0.5) })
  })
})

describe.each(SEEDS)('a tenth of junk, seed %i', seed => {
  test.each([[0.05, 0.99], [0.1, 0.97], [0.15, 0.94]])('measured to %f, %f of it is found and hardly a good particle lost', (error, least) => {
    const { slope, variance, junk } = draw(2000, seed, { junk: 0.1, error })
    const mixture = fitSlopes(slope, variance)
    const called = mixture.junk.map(p => (p > 0.5 ? 1 : 0))
    const count = (call: ArrayLike<number>, is: 0 | 1): number => junk.reduce((sum, v, i) => sum + (v === is ? call[i] : 0), 0)
    const bad = junk.reduce((sum, v) => sum + v, 0)
    expect(count(called, 1) / bad).toBeGreaterThanOrEqual(least)
    expect(count(called, 0) / (2000 - bad)).toBeLessThanOrEqual(0.01)
    expect(Math.abs(mixture.mean - 1)).toBeLessThan(0.03)
    expect(Math.abs(mixture.spread - 0.15)).toBeLessThan(0.02)
    // Who knew how the numbers were drawn could not do better by more than a few particles.
    const best = slope.map((a, i) => (0.1 * density(a, 0, 0.01 + variance[i]) > 0.9 * density(a, 1, 0.0225 + variance[i]) ? 1 : 0))
    const mistakes = (call: ArrayLike<number>): number => bad - count(call, 1) + count(call, 0)
    expect(mistakes(called)).toBeLessThanOrEqual(mistakes(best) + 4)
  })
})

test('half the particles may be junk, and a wide junk takes nothing above the mean', () => {
  const { slope, variance, junk } = draw(2000, 3, { junk: 0.5, junkSpread: 0.35 })
  const mixture = fitSlopes(slope, variance)
  expect(Math.abs(mixture.mean - 1)).toBeLessThan(0.05)
  slope.forEach((a, i) => { if (a > mixture.mean) expect(mixture.junk[i]).toBe(0) })
  expect(mixture.junk.filter((p, i) => p > 0.5 && junk[i]).length / junk.reduce((sum, v) => sum + v, 0)).toBeGreaterThan(0.9)
})

test('two groups of good particles, of slope 1 and 0.58, are not good and junk', () => {
  const [a, b] = [draw(800, 1, { spread: 0.05, error: 0.05 }), draw(800, 2, { spread: 0.05, error: 0.05 })]
  const slope = Float64Array.of(...a.slope, ...b.slope.map(v => v - 0.42)), variance = Float64Array.of(...a.variance, ...b.variance)
  expect(fitSlopes(slope, variance).junk.every(p => p === 0)).toBe(true)
})

test('a drawn-in slope is nearer to the truth than the measured one, and the more uncertain, the nearer to the mean', () => {
  const { slope, variance, truth } = draw(2000, 5, { error: 0.2 })
  const mixture = fitSlopes(slope, variance)
  const error = (guess: (i: number) => number): number => truth.reduce((sum, t, i) => sum + (guess(i) - t) ** 2, 0) / truth.length
  const [measured, drawn, blind] = [error(i => slope[i]), error(i => shrunkenSlope(slope[i], variance[i], mixture)), error(() => mixture.mean)]
  expect(drawn).toBeLessThan(0.6 * measured)
  expect(drawn).toBeLessThan(0.8 * blind)
  expect(shrunkenSlope(2, 1e-6, mixture)).toBeCloseTo(2, 2)
  expect(shrunkenSlope(2, 1e3, mixture)).toBeCloseTo(mixture.mean, 2)
})
