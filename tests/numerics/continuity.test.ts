import { describe, expect, test } from 'vitest'
import { heldOutContinuity, judgeContinuity, type Continuity } from '../../src/main/numerics/continuity.ts'
import { fitPointStates, logDensityOfStates, type Measurements } from '../../src/main/numerics/pointStates.ts'
import { seededRandom, type Random } from '../../src/main/numerics/rng.ts'
import { fitSmoothDensity, logDensityOfSmooth } from '../../src/main/numerics/smoothDensity.ts'

type Truth = (random: Random) => number

/** True values of variance one, measured with errors about `noise` that differ by particle, as they do by defocus; `known`: what is said of them. */
function draw(truth: Truth, count: number, noise: number, seed: number, known = 1): Measurements {
  const random = seededRandom(seed), error = Float64Array.from({ length: count }, () => noise * Math.exp(0.3 * random.normal()))
  return { value: error.map(e => truth(random) + e * random.normal()), deviation: error.map(e => known * e) }
}

const ONE: Truth = () => 0
const TWO: Truth = random => (random.uniform() < 0.5 ? -1 : 1)
const THREE: Truth = random => (random.integer(3) - 1) * Math.sqrt(1.5)
const HINGE: Truth = random => (random.integer(25) - 12) / Math.sqrt(52)
const GAUSSIAN: Truth = random => random.normal()
const testContinuity = (sets: readonly Measurements[], random: Random): Continuity => judgeContinuity(sets.map(set => heldOutContinuity(set, random)))
const tested = (truth: Truth, noise: number, seed: number, known?: number): Continuity =>
  testContinuity([draw(truth, 500, noise, 2 * seed, known), draw(truth, 500, noise, 2 * seed + 1, known)], seededRandom(seed))
const SEEDS = [1, 2]

describe('a few states or a continuum', () => {
  test.each([
    ['two states', TWO, 0.3, 'states', 2], ['two states in noise', TWO, 0.5, 'states', 2], ['three states', THREE, 0.2, 'states', 3], ['three states in noise', THREE, 0.4, 'states', 3],
  ] as const)('%s are found and counted', (_, truth, noise, kind, states) => {
    for (const seed of SEEDS) {
      const found = tested(truth, noise, seed)
      expect(found).toMatchObject({ kind, states })
      expect(found.gain).toBeLessThan(-2 * found.error)
    }
  }, 60_000)
  test.each([['25 angles of a hinge', HINGE], ['a harmonic motion', GAUSSIAN]])('%s are continuous', (_, truth) => {
    for (const seed of SEEDS) {
      const found = tested(truth, 0.2, seed)
      expect(found.kind).toBe('continuous')
      expect(found.gain).toBeGreaterThan(2 * found.error)
    }
  }, 60_000)
  test.each([['three states', THREE], ['a continuum', HINGE]])('%s in noise as wide as themselves cannot be told', (_, truth) => {
    for (const seed of SEEDS) expect(tested(truth, 1, seed).kind).toBe('unclear')
  }, 60_000)
  test.each([['known', 1], ['underestimated by a fifth', 1 / 1.2], ['overestimated by a fifth', 1.2]])('one place with noise that is %s is no motion', (_, known) => {
    for (const seed of SEEDS) expect(tested(ONE, 0.5, seed, known)).toMatchObject({ kind: 'none', states: 1 })
  }, 60_000)
  test('sets on scales and with signs of their own are judged together', () => {
    const [first, second] = [draw(THREE, 500, 0.3, 8), draw(THREE, 500, 0.3, 9)]
    const turned = { value: second.value.map(v => -5 * v + 2), deviation: second.deviation.map(v => 5 * v) }
    expect(testContinuity([first, turned], seededRandom(1))).toMatchObject({ kind: 'states', states: 3 })
  }, 30_000)
})

describe('the two families', () => {
  test('places and shares of states come out of noise', () => {
    const { place, share } = fitPointStates(draw(random => (random.uniform() < 0.25 ? -1 : 2), 4000, 0.5, 3), 2, seededRandom(1))
    expect([...place, ...share]).toEqual([-1, 2, 0.25, 0.75].map(v => expect.closeTo(v, 1)))
  })
  test('the ends of a uniform distribution come out of noise', () => {
    const { from, to, weight } = fitSmoothDensity(draw(random => random.uniform() * 4 - 1, 4000, 0.3, 4))
    expect(from).toBeGreaterThan(-1.35)
    expect(from).toBeLessThan(-0.8)
    expect(to).toBeGreaterThan(2.8)
    expect(to).toBeLessThan(3.35)
    expect(weight.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 10)
  })
  test('densities of measurements have area one', () => {
    const states = { place: Float64Array.of(-1, 2), share: Float64Array.of(0.3, 0.7) }, smooth = { from: -1, to: 2, weight: Float64Array.of(0.1, 0.2, 0.3, 0.2, 0.2) }
    for (const log of [(v: number) => logDensityOfStates(states, v, 0.4), (v: number) => logDensityOfSmooth(smooth, v, 0.4)]) {
      let area = 0
      for (let v = -6; v < 7; v += 0.01) area += (0.01 * Math.exp(log(v))) / Math.sqrt(2 * Math.PI)
      expect(area).toBeCloseTo(1, 3)
    }
  })
})
