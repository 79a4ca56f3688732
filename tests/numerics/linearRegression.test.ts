import { expect, test } from 'vitest'
import { linearRegression } from '../../src/main/numerics/linearRegression.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

// Longley 1967, the regression by which programs are judged (NIST StRD): employment, then price index, GNP, unemployed, armed forces, population, year.
const LONGLEY = `60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962`.split('\n').map(line => line.split(' ').map(Number))

// NIST's certified values and standard errors; p from the certified t by R's pt.
const CERTIFIED = [
  [-3482258.63459582, 890420.383607373],
  [15.0618722713733, 84.9149257747669],
  [-0.0358191792925910, 0.0334910077722432],
  [-2.02022980381683, 0.488399681651699],
  [-1.03322686717359, 0.214274163161675],
  [-0.0511041056535807, 0.226073200069370],
  [1829.15146461355, 455.478499142212],
]

test('Longley’s ill-conditioned data give the certified coefficients, errors and R²', () => {
  const { coefficients, r2, residualDegrees } = linearRegression(LONGLEY.map(row => row.slice(1)), LONGLEY.map(row => row[0]))
  expect(residualDegrees).toBe(9)
  expect(r2).toBeCloseTo(0.995479004577296, 10)
  for (const [i, [value, error]] of CERTIFIED.entries()) {
    expect(Math.abs(coefficients[i].value / value - 1)).toBeLessThan(1e-6)
    expect(Math.abs(coefficients[i].standardError / error - 1)).toBeLessThan(1e-6)
    expect(coefficients[i].t).toBeCloseTo(value / error, 5)
  }
  // As R's summary(lm) prints them.
  expect(coefficients.map(c => Number(c.p.toPrecision(3)))).toEqual([0.00356, 0.863, 0.313, 0.00254, 0.000944, 0.826, 0.00304])
})

test('without predictors: the mean and its standard error', () => {
  const { coefficients: [mean], r2 } = linearRegression([[], [], [], []], [1, 2, 3, 6])
  expect(mean.value).toBeCloseTo(3, 12)
  expect(mean.standardError).toBeCloseTo(Math.sqrt(14 / 3 / 4), 12)
  expect(r2).toBeCloseTo(0, 12)
})

test('where a predictor does nothing, p < 0.05 in one of twenty draws; where it does, nearly always', () => {
  const random = seededRandom(8)
  let [nothing, something] = [0, 0]
  for (let draw = 0; draw < 1000; draw++) {
    const rows = Array.from({ length: 15 }, () => [random.normal(), 5 + random.normal()])
    const { coefficients } = linearRegression(rows, rows.map(([a]) => 2 - 1.5 * a + random.normal()))
    if (coefficients[1].p < 0.05) something++
    if (coefficients[2].p < 0.05) nothing++
  }
  expect(something).toBeGreaterThan(980)
  expect(Math.abs(nothing - 50)).toBeLessThan(25)
})

test('an exact line is certain, a constant y says nothing', () => {
  const rows = [[1, 0.3], [2, 0.1], [3, 0.7], [4, 0.2], [5, 0.9], [6, 0.4]]
  const line = linearRegression(rows, rows.map(([a, b]) => 0.1 + 0.7 * a - 3 * b))
  expect(line.coefficients.map(c => c.value)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.7, 12), expect.closeTo(-3, 12)])
  for (const { p } of line.coefficients) expect(p).toBeLessThan(1e-12)
  expect(line.r2).toBeCloseTo(1, 12)
  for (const level of [0, 0.3, 1e9]) {
    const { coefficients, r2 } = linearRegression(rows, rows.map(() => level))
    expect(r2).toBe(0)
    for (const { value, p } of coefficients.slice(1)) {
      expect(Math.abs(value)).toBeLessThanOrEqual(1e-14 * level)
      expect(p).toBeGreaterThan(0.01)
    }
  }
})

test('what cannot be told apart or judged is refused', () => {
  const y = [1, 2, 3, 5, 4]
  expect(() => linearRegression([[1, 2], [2, 4], [3, 6], [4, 8], [5, 10]], y)).toThrow('predictor 2 of the regression is a combination of the others')
  expect(() => linearRegression(y.map(() => [7]), y)).toThrow('predictor 1 of the regression is a combination')
  expect(() => linearRegression([[1], [2]], [1, 2])).toThrow('2 values leave nothing to judge 2 coefficients by')
  expect(() => linearRegression([], [])).toThrow(RangeError)
  expect(() => linearRegression([[1], [2], [3]], [1, 2])).toThrow('3 rows of 1 predictors for 2 values')
  expect(() => linearRegression([[1], [Number.NaN], [3]], [1, 2, 3])).toThrow('not finite')
})
