import { expect, test } from 'vitest'
import { mcnemar } from '../../src/main/numerics/mcnemar.ts'

/** Twice the tail of n fair coins in whole numbers, to 30 decimals. */
function exact(a: number, b: number): number {
  const n = BigInt(a + b), k = BigInt(Math.min(a, b))
  let term = 1n, sum = 1n
  for (let i = 1n; i <= k; i++) sum += term = (term * (n - i + 1n)) / i
  return Math.min(1, Number((sum * 2n * 10n ** 30n) >> n) / 1e30)
}

test.each([
  [0, 0, 1],
  [1, 0, 1],
  [5, 0, 2 / 32],
  [0, 10, 2 / 1024],
  [10, 3, (2 * (1 + 13 + 78 + 286)) / 8192],
  [7, 7, 1],
  [7, 8, 1],
])('%i against %i: p = %f', (first, second, p) => {
  expect(mcnemar(first, second)).toBeCloseTo(p, 14)
  expect(mcnemar(second, first)).toBe(mcnemar(first, second))
})

test.each([[86, 150], [30, 41], [990, 1110], [1500, 1501], [2000, 2210], [4900, 5100]])('%i against %i agrees with the sum in whole numbers', (first, second) => {
  expect(Math.abs(mcnemar(first, second) / exact(first, second) - 1)).toBeLessThan(1e-9)
})

test('agrees with the normal approximation at a hundred thousand pairs, and ends in 0, not NaN', () => {
  // z = (|b − c| − 1) / √(b + c) = 2.575829, the 99.5 % point.
  expect(Math.abs(mcnemar(50_000, 50_000 + Math.round(2.575829 * Math.sqrt(100_815) + 1)) / 0.01 - 1)).toBeLessThan(0.01)
  expect(mcnemar(100, 10_000)).toBe(0)
  expect(mcnemar(0, 1000) / 2 ** -999).toBeCloseTo(1, 10)
})

test.each([[-1, 3], [2.5, 1], [Number.NaN, 1]])('%f against %f are no counts', (first, second) => {
  expect(() => mcnemar(first, second)).toThrow('not counts of particles')
})
