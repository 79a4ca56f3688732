import { expect, test } from 'vitest'
import { expectedCalibrationError } from '../../src/main/numerics/calibration.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

test('by hand: a bin that is right half as often as it says, and one that is right always', () => {
  const posteriors = [0.9, 0.1, 0.9, 0.1, 0.4, 0.6, 0.2, 0.8]
  // Bins of 0.5–0.75 and 0.75–1: |0.6 − 1| · ¼ + |(0.9 + 0.9 + 0.8) − 2| / 3 · ¾.
  expect(expectedCalibrationError(posteriors, 2, [0, 1, 1, 1], 4)).toBeCloseTo(0.4 / 4 + 0.6 / 4, 12)
  expect(expectedCalibrationError(posteriors, 2, [-1, -1, 1, -1], 4)).toBeCloseTo(0.4, 12)
})

test('an upper edge belongs to its bin', () => {
  // 0.5 right, 0.5 wrong and 0.51 right: the first two balance only in a bin of their own.
  expect(expectedCalibrationError([0.5, 0.5, 0.5, 0.5, 0.51, 0.49], 2, [0, 1, 0], 2)).toBeCloseTo(0.49 / 3, 12)
})

test('certain and right is 0, certain and wrong is 1, one class is 0, nothing counted is NaN', () => {
  expect(expectedCalibrationError([1, 0, 0, 1], 2, [0, 1])).toBe(0)
  expect(expectedCalibrationError([1, 0, 0, 1], 2, [1, 0])).toBe(1)
  expect(expectedCalibrationError([1, 1, 1], 1, [0, 0, 0])).toBe(0)
  expect(expectedCalibrationError([1, 0], 2, [-1])).toBeNaN()
  expect(() => expectedCalibrationError([0.5, 0.5, Number.NaN, 0.5], 2, [0, 1])).toThrow('posterior of particle 1 is NaN')
})

const total = (a: readonly number[]): number => a.reduce((sum, v) => sum + v, 0)

/** Three classes drawn from softmax(logits); the posterior is softmax(sharpness · logits). */
function drawn(count: number, sharpness: number): { posteriors: Float64Array; correct: Int32Array } {
  const random = seededRandom(4), posteriors = new Float64Array(3 * count), correct = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const logits = [random.normal(), random.normal(), random.normal()].map(v => 2 * v)
    const truth = logits.map(Math.exp), claimed = logits.map(v => Math.exp(sharpness * v))
    const u = random.uniform() * total(truth)
    correct[i] = u < truth[0] ? 0 : u < truth[0] + truth[1] ? 1 : 2
    posteriors.set(claimed.map(v => v / total(claimed)), 3 * i)
  }
  return { posteriors, correct }
}

test.each([[1, 0, 0.01], [2, 0.08, 0.2], [0.5, 0.08, 0.2]])('posteriors %f times as sharp as they should be are wrong by %f to %f', (sharpness, least, most) => {
  const { posteriors, correct } = drawn(40_000, sharpness), error = expectedCalibrationError(posteriors, 3, correct)
  expect(error).toBeGreaterThan(least)
  expect(error).toBeLessThan(most)
})
