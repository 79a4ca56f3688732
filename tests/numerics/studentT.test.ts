import { describe, expect, test } from 'vitest'
import { studentTwoSided } from '../../src/main/numerics/studentT.ts'

// The 97.5 % and 99.5 % points of every printed table.
test.each([
  [1, 12.7062, 63.6567], [2, 4.30265, 9.92484], [3, 3.18245, 5.84091], [5, 2.57058, 4.03214], [10, 2.22814, 3.16927],
  [30, 2.04227, 2.75], [120, 1.97993, 2.61742], [1e6, 1.95997, 2.57584],
])('%f degrees: 0.05 at %f and 0.01 at %f', (degrees, five, one) => {
  expect(studentTwoSided(five, degrees)).toBeCloseTo(0.05, 6)
  expect(studentTwoSided(-one, degrees)).toBeCloseTo(0.01, 6)
})

/** Simpson's rule. */
function integral(f: (x: number) => number, from: number, to: number): number {
  const n = 20_000, h = (to - from) / n
  return (h / 3) * Array.from({ length: n + 1 }, (_, i) => (i === 0 || i === n ? 1 : i % 2 ? 4 : 2) * f(from + i * h)).reduce((a, b) => a + b, 0)
}
/** At 7.5 degrees, not normalised; x = 1/u takes what lies beyond 1 to a finite interval. */
const density = (x: number): number => (1 + (x * x) / 7.5) ** -4.25
const beyondOne = integral(u => u ** 6.5 / (u * u + 1 / 7.5) ** 4.25, 0, 1)

describe.each([0, 1e-8, 0.01, 0.3, 1, 2.5, 10, 1e3, 1e6])('t = %f', t => {
  test('agrees with the closed forms of 1, 2 and 4 degrees', () => {
    const root2 = Math.sqrt(2 + t * t), root4 = Math.sqrt(4 + t * t)
    // Written without a difference of near equals, so that the tails are tested too.
    const closed = [[1, t === 0 ? 1 : (2 / Math.PI) * Math.atan(1 / t)], [2, 2 / (root2 * (root2 + t))], [4, (1 - t / root4) ** 2 * (1 + t / (2 * root4))]]
    for (const [degrees, p] of closed) if (degrees < 4 || t <= 10) expect(Math.abs(studentTwoSided(t, degrees) / p - 1)).toBeLessThan(1e-11)
  })

  test('agrees with the integral of the density at 7.5 degrees', () => {
    if (t <= 10) expect(studentTwoSided(t, 7.5)).toBeCloseTo((integral(density, t, 1) + beyondOne) / (integral(density, 0, 1) + beyondOne), 9)
  })
})

test('no fraction, no degrees, no number', () => {
  expect(studentTwoSided(0, 3)).toBe(1)
  expect(studentTwoSided(Infinity, 3)).toBe(0)
  expect(studentTwoSided(Number.NaN, 3)).toBeNaN()
  for (const degrees of [0, -1, Number.NaN]) expect(() => studentTwoSided(1, degrees)).toThrow(RangeError)
})

test('falls with t and with the degrees', () => {
  const values = [0.1, 0.5, 1, 2, 4, 8, 16, 32].map(t => studentTwoSided(t, 6))
  expect(values).toEqual(values.toSorted((a, b) => b - a))
  const degrees = [1, 2, 3, 5, 8, 20, 100].map(v => studentTwoSided(2, v))
  expect(degrees).toEqual(degrees.toSorted((a, b) => b - a))
})
