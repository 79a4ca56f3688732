import { expect, test } from 'vitest'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { wilsonInterval } from '../../src/main/numerics/wilsonInterval.ts'

// Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i: %f to %f', (successes, trials, low, high) => {
  const [a, b] = wilsonInterval(successes, trials)
  expect(a).toBeCloseTo(low, 4)
  expect(b).toBeCloseTo(high, 4)
  const [c, d] = wilsonInterval(trials - successes, trials)
  expect(c).toBeCloseTo(1 - b, 12)
  expect(d).toBeCloseTo(1 - a, 12)
})

test('ends exactly at 0 and 1, and knows nothing without trials', () => {
  expect(wilsonInterval(0, 7)[0]).toBe(0)
  expect(wilsonInterval(7, 7)[1]).toBe(1)
  expect(wilsonInterval(0, 0)).toEqual([0, 1])
  for (const [k, n] of [[5, 4], [-1, 4], [Number.NaN, 4]]) expect(() => wilsonInterval(k, n)).toThrow(RangeError)
})

test.each([0.03, 0.5, 0.95])('holds a true share of %f in 95 of 100 draws', share => {
  const random = seededRandom(1), draws = 2000
  let held = 0
  for (let draw = 0; draw < draws; draw++) {
    let successes = 0
    for (let i = 0; i < 200; i++) if (random.uniform() < share) successes++
    const [low, high] = wilsonInterval(successes, 200)
    if (low <= share && share <= high) held++
  }
  expect(Math.abs(held / draws - 0.95)).toBeLessThan(0.025)
})
