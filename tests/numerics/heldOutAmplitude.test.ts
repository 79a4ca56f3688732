import { describe, expect, test } from 'vitest'
import { heldOutAmplitude } from '../../src/main/numerics/heldOutAmplitude.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { studentQuantile } from '../../src/main/numerics/studentT.ts'

const STEP = 0.25, STEPS = 8, BLOCKS = 8

/** log N(y; 0, 1 + s²) − log N(y; 0, 1), summed over each block's draws: what an amplitude s of a coordinate in noise of variance one wins. */
const curves = (blocks: readonly (readonly number[])[]): number[][] => Array.from({ length: STEPS }, (_, i) => {
  const square = ((i + 1) * STEP) ** 2
  return blocks.map(draws => draws.reduce((sum, y) => sum + 0.5 * ((y * y * square) / (1 + square) - Math.log(1 + square)), 0))
})

/** Draws of a coordinate of amplitude `truth` in noise. */
function drawn(truth: number, seed: number, count = 60): number[][] {
  const random = seededRandom(seed)
  return Array.from({ length: BLOCKS }, () => Array.from({ length: count }, () => truth * random.normal() + random.normal()))
}

describe('the amplitude of unseen data', () => {
  test('is where a parabola has its maximum, with what it wins there', () => {
    const gains = Array.from({ length: STEPS }, (_, i) => [0.6, 1.4].map(part => part * (4 - ((i + 1) * STEP - 1.1) ** 2)))
    const { value, gain, interval } = heldOutAmplitude(STEP, gains)
    expect(value).toBeCloseTo(1.1, 10)
    expect(gain).toBeCloseTo(8, 10)
    for (const end of interval!) expect(end).toBeCloseTo(1.1, 9) // both blocks say the same
  })
  test('lies in its interval 95 times of 100, and the interval is no wider than it need be', () => {
    const trials = 200, found = Array.from({ length: trials }, (_, seed) => heldOutAmplitude(STEP, curves(drawn(1, seed))))
    const covered = found.filter(({ interval }) => interval![0] <= 1 && interval![1] >= 1).length / trials
    expect(covered).toBeGreaterThan(0.89)
    const mean = found.reduce((sum, { value }) => sum + value, 0) / trials, deviation = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / trials)
    const width = found.reduce((sum, { interval }) => sum + interval![1] - interval![0], 0) / trials
    expect(mean).toBeCloseTo(1, 1)
    expect(width / deviation).toBeLessThan(6) // 2 × Student's 2.36, and a little
  })
  test('of nothing is none, without an interval, more often than not', () => {
    const found = Array.from({ length: 60 }, (_, seed) => heldOutAmplitude(STEP, curves(drawn(0, seed))))
    expect(found.filter(({ value }) => value === 0).length).toBeGreaterThan(20)
    for (const { value, gain, interval } of found) expect([gain > 0, interval !== null]).toEqual([value > 0, value > 0])
    expect(Math.max(...found.map(({ gain }) => gain))).toBeLessThan(8)
  })
  test('that still wins where the last was tried is that', () => {
    expect(heldOutAmplitude(STEP, [[1, 1], [2, 2], [3, 3]])).toMatchObject({ value: 0.75, gain: 6 })
  })
})

test('Student’s t reaches as the tables say', () => {
  for (const [degrees, reach] of [[1, 12.706], [7, 2.365], [30, 2.042], [1e6, 1.96]]) expect(studentQuantile(degrees)).toBeCloseTo(reach, 3)
})
