import { expect, test } from 'vitest'
import { ridgeLogistic, type RidgeLogistic } from '../../src/main/numerics/ridgeLogistic.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

type Drawn = { readonly features: Float32Array; readonly targets: Float32Array; readonly labels: Int32Array; readonly dims: number; readonly classes: number }

/** Labels drawn from softmax(W x + b), x of unit variance but for `scale` and `offset`. */
function draw(count: number, weights: readonly (readonly number[])[], bias: readonly number[], seed: number, scale = 1, offset = 0): Drawn {
  const random = seededRandom(seed), classes = weights.length, dims = weights[0].length
  const features = new Float32Array(count * dims), targets = new Float32Array(count * classes), labels = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const x = Array.from({ length: dims }, () => random.normal())
    features.set(x.map(v => offset + scale * v), i * dims)
    // Gumbel noise on the logits draws from their softmax.
    const noisy = weights.map((w, k) => bias[k] + w.reduce((sum, v, d) => sum + v * x[d], 0) - Math.log(-Math.log(random.uniform())))
    labels[i] = noisy.indexOf(Math.max(...noisy))
    targets[i * classes + labels[i]] = 1
  }
  return { features, targets, labels, dims, classes }
}
const every = (count: number, rest: (i: number) => boolean): number[] => Array.from({ length: count }, (_, i) => i).filter(rest)
const split = (count: number): { train: number[]; validate: number[] } => ({ train: every(count, i => i % 4 > 0), validate: every(count, i => i % 4 === 0) })
const logits = (model: RidgeLogistic, row: number, classes: number): number[] => {
  const out = new Float64Array(classes)
  model.logits(row, out)
  return [...out]
}
const winner = (values: readonly number[]): number => values.indexOf(Math.max(...values))

test.each([[1, 0], [30, 0], [0.001, 2]])('finds the weights that labels were drawn with, features scaled by %f and moved by %f', (scale, offset) => {
  const weights = [[1, 0, -0.5], [-1, 0.5, 0], [0, -0.5, 0.5]], bias = [0.5, 0, -0.5], count = 12_000
  const { features, targets } = draw(count, weights, bias, 1, scale, offset)
  // The last four rows are the origin and the unit vectors, with no label and no part in the fit.
  for (let j = 0; j < 4; j++) for (let d = 0; d < 3; d++) features[(count - 1 - j) * 3 + d] = offset + (j === d + 1 ? scale : 0)
  const model = ridgeLogistic(features, targets, 3, split(count - 4))
  const at = (j: number): number[] => {
    const [a, b, c] = logits(model, count - 1 - j, 3)
    return [a - c, b - c]
  }
  for (const k of [0, 1]) {
    expect(Math.abs(at(0)[k] - (bias[k] - bias[2]))).toBeLessThan(0.12)
    for (let d = 0; d < 3; d++) expect(Math.abs(at(d + 1)[k] - at(0)[k] - (weights[k][d] - weights[2][d]))).toBeLessThan(0.12)
  }
})

test('soft labels are met: the fitted probabilities are the targets', () => {
  const random = seededRandom(3), count = 400, features = Float32Array.from({ length: 2 * count }, () => random.normal())
  const probability = (i: number): number => 1 / (1 + Math.exp(-(0.4 + features[2 * i] - 0.7 * features[2 * i + 1])))
  const targets = Float32Array.from({ length: 2 * count }, (_, at) => (at % 2 ? 1 - probability(at >> 1) : probability(at >> 1)))
  const model = ridgeLogistic(features, targets, 2, split(count))
  expect(model.strength).toBeLessThanOrEqual(1e-4)
  for (let i = 0; i < count; i++) {
    const [a, b] = logits(model, i, 2)
    expect(Math.abs(1 / (1 + Math.exp(b - a)) - probability(i))).toBeLessThan(0.03)
  }
})

test('the more features than rows can bear, the stronger the penalty, and unseen rows are the better for it', () => {
  const random = seededRandom(5), count = 600, dims = 200
  const weights = [0, 1].map(() => Array.from({ length: dims }, () => 0.1 * random.normal()))
  const { features, targets, labels } = draw(count, weights, [0, 0], 6)
  const model = ridgeLogistic(features, targets, 2, { train: every(count, i => i % 3 === 0), validate: every(count, i => i % 3 === 1) })
  expect(model.strength).toBeGreaterThanOrEqual(0.01)
  const entropy = (of: (i: number) => number[]): number => every(count, i => i % 3 === 2).reduce((sum, i, _, all) => {
    const values = of(i), largest = Math.max(...values)
    return sum - (values[labels[i]] - largest - Math.log(values.reduce((s, v) => s + Math.exp(v - largest), 0))) / all.length
  }, 0)
  expect(entropy(i => logits(model, i, 2))).toBeLessThan(Math.LN2 - 0.02)
  // Validated on the rows that it was trained with, it over-fits.
  const greedy = ridgeLogistic(features, targets, 2, { train: every(count, i => i % 3 === 0), validate: every(count, i => i % 3 === 0) })
  expect(greedy.strength).toBeLessThan(model.strength)
  expect(entropy(i => logits(greedy, i, 2))).toBeGreaterThan(entropy(i => logits(model, i, 2)) + 0.1)
})

test('separated classes, features that never vary and a class without rows: all told right, in finite numbers', () => {
  const random = seededRandom(7), count = 120, labels = every(count, () => true).map(i => i % 2)
  const features = Float32Array.from({ length: 3 * count }, (_, at) => (at % 3 === 0 ? 10 * labels[Math.floor(at / 3)] + random.normal() : at % 3 === 1 ? 1e6 : random.normal()))
  const targets = new Float32Array(3 * count)
  labels.forEach((k, i) => { targets[3 * i + k] = 1 })
  const model = ridgeLogistic(features, targets, 3, split(count))
  labels.forEach((k, i) => {
    const values = logits(model, i, 3)
    expect(values.every(Number.isFinite)).toBe(true)
    expect(winner(values)).toBe(k)
  })
})

test('one class alone: certain of it, or nothing to tell', () => {
  const { features } = draw(60, [[1, 1], [0, 0]], [0, 0], 8)
  const targets = Float32Array.from({ length: 120 }, (_, at) => at % 2)
  const [a, b] = logits(ridgeLogistic(features, targets, 2, split(60)), 0, 2)
  expect(b - a).toBeGreaterThan(3)
  expect(Number.isFinite(b)).toBe(true)
  expect(logits(ridgeLogistic(features, new Float32Array(60).fill(1), 1, split(60)), 0, 1)[0]).toBe(0)
})

test('the same every time; rows that neither train nor validate do not matter', () => {
  const { features, targets } = draw(300, [[1, 0], [0, 1], [-1, -1]], [0, 0, 0], 9), rows = { train: every(200, i => i % 2 > 0), validate: every(200, i => i % 2 === 0) }
  const [first, again] = [ridgeLogistic(features, targets, 3, rows), ridgeLogistic(features.map((v, at) => (at < 400 ? v : 99)), targets.map((v, at) => (at < 600 ? v : 0)), 3, rows)]
  expect(again.strength).toBe(first.strength)
  for (let i = 0; i < 200; i++) expect(logits(again, i, 3)).toEqual(logits(first, i, 3))
})

test('no rows and no numbers are refused', () => {
  const { features, targets } = draw(40, [[1], [0]], [0, 0], 10)
  expect(() => ridgeLogistic(features, targets, 2, { train: [], validate: [1] })).toThrow('0 rows to train and 1 to validate')
  expect(() => ridgeLogistic(features, targets, 2, { train: [1], validate: [] })).toThrow('1 rows to train and 0 to validate')
  expect(() => ridgeLogistic(features.map((v, at) => (at === 5 ? Number.NaN : v)), targets, 2, split(40))).toThrow('not finite')
  expect(() => ridgeLogistic(features, targets.map((v, at) => (at === 5 ? Number.NaN : v)), 2, split(40))).toThrow('not finite')
})
