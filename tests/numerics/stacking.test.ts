import { describe, expect, test } from 'vitest'
import { expectedCalibrationError } from '../../src/main/numerics/calibration.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { combine, stack, stackSupervised, type LabelledInput } from '../../src/main/numerics/stacking.ts'

const logPrior = Float64Array.of(0.5, 0.3, 0.2).map(Math.log), K = logPrior.length

/** What the network's logits are made of: the true log-likelihood, the over-confident one it is told, what else could be seen, and noise. */
type Network = (logPrior: number, truth: number, told: number, more: number, noise: number) => number
const SAME: Network = (prior, _, told) => prior + told
const NOISE: Network = (prior, _truth, _told, _more, noise) => prior + 2 * noise
const NOISY: Network = (prior, _, told, _more, noise) => prior + told + 0.5 * noise
const CALIBRATED: Network = (prior, truth) => prior + truth
const MORE: Network = (prior, truth, _, more) => prior + truth + more
const WRONG: Network = (prior, truth, _, more) => prior + truth - more

/** Gaussian measurements of the class in `views` views: one that the likelihood knows, `factor` times too confident, one that it does not. */
function draw(count: number, views: number, factor: number, network: Network, seed = 1): LabelledInput {
  const random = seededRandom(seed), out = { likelihood: new Float64Array(count * views * K), network: new Float64Array(count * views * K), labels: new Int32Array(count) }
  // The log-likelihood ratio of a measurement of unit variance, about `mean` if the class is this, about 0 if not.
  const measure = (mean: number, is: boolean): number => ((is ? mean : 0) + random.normal()) * mean - mean ** 2 / 2
  for (let i = 0; i < count; i++) {
    out.labels[i] = random.uniform() < 0.5 ? 0 : random.uniform() < 0.6 ? 1 : 2
    for (let view = 0; view < views; view++) for (let k = 0; k < K; k++) {
      const at = (i * views + view) * K + k, is = out.labels[i] === k, truth = measure(1.5, is), more = measure(0.9, is)
      out.likelihood[at] = factor * truth
      out.network[at] = network(logPrior[k], truth, factor * truth, more, random.normal())
    }
  }
  return { count, classes: K, logPrior, ...out }
}

type Weights = { readonly temperature: number; readonly networkWeight: number }
function posteriors({ count, likelihood, network }: LabelledInput, rule: Weights): Float64Array {
  const out = new Float64Array(count * K), width = likelihood.length / count
  for (let i = 0; i < count; i++) combine(logPrior, likelihood.subarray(i * width, (i + 1) * width), network.subarray(i * width, (i + 1) * width), rule, out.subarray(i * K, (i + 1) * K))
  return out
}
const logProbability = (p: Float64Array, labels: Int32Array): number => labels.reduce((sum, k, i) => sum + Math.log(p[i * K + k]) / labels.length, 0)

const UNTOUCHED = { temperature: 1, temperatureAlone: 1, networkWeight: 0, gain: 0, z: 0 }
describe.each([['two views', 2, stack], ['labels', 1, stackSupervised]] as const)('from %s', (_, views, fit) => {
  test.each([0.75, 1, 2, 5])('a likelihood %f times too confident is brought back, and a network that only repeats it has no weight', factor => {
    const input = draw(2500, views, factor, SAME), { temperature, temperatureAlone, networkWeight, gain } = fit(input)
    expect(Math.abs(temperature * factor - 1)).toBeLessThan(0.1)
    expect([temperatureAlone, networkWeight]).toEqual([temperature, 0])
    expect(gain).toBeLessThan(1e-6)
    expect(expectedCalibrationError(posteriors(input, { temperature, networkWeight }), K, input.labels)).toBeLessThan(0.03)
    if (factor > 1) expect(expectedCalibrationError(posteriors(input, { temperature: 1, networkWeight }), K, input.labels)).toBeGreaterThan(0.04)
  })

  test.each([['noise alone', NOISE], ['the likelihood and noise', NOISY], ['the likelihood at its right temperature', CALIBRATED], ['more with the wrong sign', WRONG]])('a network of %s has no weight', (_name, network) => {
    for (const [seed, factor] of [[1, 1], [2, 1], [3, 2], [4, 0.8]]) {
      const { temperature, networkWeight, z } = fit(draw(1000, views, factor, network, seed))
      expect(z).toBeLessThan(2)
      expect([networkWeight, Math.abs(temperature * factor - 1) < 0.2]).toEqual([0, true])
    }
  })

  test.each([1, 2])('a network that knows more gets the weight it deserves, the likelihood %f times too confident', factor => {
    const input = draw(2500, views, factor, MORE), { temperature, networkWeight, temperatureAlone, gain, z } = fit(input)
    // 1 and 1 are right: logPrior + L + (N − logPrior − L) is the network, which knows all there is.
    expect(Math.max(Math.abs(networkWeight - 1), Math.abs(temperature - 1))).toBeLessThan(0.2)
    expect(Math.abs(temperatureAlone * factor - 1)).toBeLessThan(0.1)
    expect(gain).toBeGreaterThan(0.03)
    expect(z).toBeGreaterThan(5)
    const combined = posteriors(input, { temperature, networkWeight })
    expect(logProbability(combined, input.labels)).toBeGreaterThan(logProbability(posteriors(input, { temperature: temperatureAlone, networkWeight: 0 }), input.labels) + 0.03)
    expect(expectedCalibrationError(combined, K, input.labels)).toBeLessThan(0.03)
  })

  test('classes that cannot be confused leave weights in their range and nothing to gain', () => {
    const input = draw(300, views, 1, SAME), likelihood = input.likelihood.map((_v, at) => (at % K === input.labels[Math.floor(at / K / views)] ? 0 : -500))
    const { temperature, networkWeight, gain } = fit({ ...input, likelihood, network: likelihood.map((v, at) => logPrior[at % K] + v) })
    expect(Math.abs(temperature - 0.8)).toBeLessThanOrEqual(0.7)
    expect([networkWeight, gain]).toEqual([0, 0])
  })

  test('one class, no particle, one particle: as it was', () => {
    const one = { classes: 1, logPrior: new Float64Array(1), likelihood: new Float64Array(5 * views).fill(3), network: new Float64Array(5 * views).fill(-2), labels: new Int32Array(5) }
    for (const count of [0, 5]) expect(fit({ ...one, count })).toEqual(UNTOUCHED)
    expect(fit(draw(1, views, 1, MORE))).toMatchObject({ networkWeight: 0, z: 0 })
  })

  test.each(['likelihood', 'network'] as const)('a %s that is not finite is refused', name => {
    const input = draw(20, views, 1, NOISY)
    for (const bad of [Number.NaN, -Infinity]) expect(() => fit({ ...input, [name]: input[name].map((v, at) => (at === 7 ? bad : v)) })).toThrow('not finite')
  })
})

test('gain and z are those of the score, computed plainly', () => {
  const { count, likelihood, network, ...rest } = draw(800, 2, 2, MORE), { temperature, temperatureAlone, networkWeight, gain, z } = stack({ count, likelihood, network, ...rest }), p = new Float64Array(K)
  const score = (at: number, other: number, rule: Weights): number => {
    combine(logPrior, likelihood.subarray(at, at + K), network.subarray(at, at + K), rule, p)
    return Math.log(p.reduce((sum, v, k) => sum + v * Math.exp(temperatureAlone * likelihood[other + k]), 0))
  }
  const win = (at: number, other: number): number => score(at, other, { temperature, networkWeight }) - score(at, other, { temperature: temperatureAlone, networkWeight: 0 })
  const wins = Array.from({ length: count }, (_, i) => win(2 * i * K, (2 * i + 1) * K) + win((2 * i + 1) * K, 2 * i * K))
  const mean = wins.reduce((a, b) => a + b, 0) / count, variance = wins.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (count - 1)
  expect(gain).toBeCloseTo(mean, 9)
  expect(z).toBeCloseTo(mean / Math.sqrt(variance / count), 6)
})

test('particles without a label are not heard', () => {
  const input = { ...draw(600, 1, 2, MORE), labels: draw(600, 1, 2, MORE).labels.map((k, i) => (i < 400 ? k : -1)) }
  const [likelihood, network] = [input.likelihood, input.network].map(values => values.map((v, at) => (at < 400 * K ? v : 50 * Math.sin(at))))
  expect(stackSupervised({ ...input, likelihood, network })).toEqual(stackSupervised(input))
  expect(stackSupervised({ ...input, labels: input.labels.map(() => -1) })).toEqual(UNTOUCHED)
})

test('combine is Bayes’ rule over the views, weights 1 and 0; the network of one view, weights 1 and 1; and bears any size', () => {
  const out = new Float64Array(2), prior = [Math.log(0.75), Math.log(0.25)], views = [Math.log(2), 0, 0, Math.log(3)]
  combine(prior, views, [9, 9, 9, 9], { temperature: 1, networkWeight: 0 }, out)
  expect([...out]).toEqual([expect.closeTo(1.5 / 2.25, 12), expect.closeTo(0.75 / 2.25, 12)])
  combine(prior, views.slice(0, 2), [Math.log(0.2), Math.log(0.8)], { temperature: 1, networkWeight: 1 }, out)
  expect([...out]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.8, 12)])
  combine(prior, [1e4, -1e4, 2e4, 5], [0, 0, 0, 0], { temperature: 1, networkWeight: 0 }, out)
  expect([...out]).toEqual([1, 0])
})
