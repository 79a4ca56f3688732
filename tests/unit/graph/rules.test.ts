import { expect, test } from 'vitest'
import { compareRules } from '../../../src/main/compute/graph/rules.ts'
import { mcnemar } from '../../../src/main/numerics/mcnemar.ts'

test('rules are counted on the same particles, and weighed against the likelihood', () => {
  const right = (wrong: readonly number[]): Uint8Array => Uint8Array.from({ length: 100 }, (_, i) => (wrong.includes(i) ? 0 : 1))
  const [linear, likelihood, network] = compareRules([
    { rule: 'linear', right: right([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), heldOutLogLikelihood: -0.4 },
    { rule: 'likelihood', right: right([0, 1, 20]), heldOutLogLikelihood: -0.2 },
    { rule: 'network', right: right([0, 30]), heldOutLogLikelihood: -0.1 },
  ])
  expect([linear, likelihood, network].map(({ value, heldOutLogLikelihood }) => [value, heldOutLogLikelihood])).toEqual([[0.9, -0.4], [0.97, -0.2], [0.98, -0.1]])
  // Only what one of the two alone gets right counts: 1 against 8, and 2 against 1.
  expect([linear.mcnemar, likelihood.mcnemar, network.mcnemar]).toEqual([mcnemar(1, 8), null, mcnemar(2, 1)])
  for (const { value, interval: [low, high] } of [linear, likelihood, network]) {
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
    expect(high - low).toBeLessThan(0.13)
  }
})

test('nobody to judge is no division by zero', () => {
  const [only] = compareRules([{ rule: 'likelihood', right: new Uint8Array(), heldOutLogLikelihood: 0 }])
  expect(only).toMatchObject({ value: 0, interval: [0, 1] })
})
