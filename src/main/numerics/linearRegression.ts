import { studentTwoSided } from './studentT.ts'

export type Coefficient = { readonly value: number; readonly standardError: number; readonly t: number; readonly p: number }

export type LinearRegression = {
  /** Intercept first, then one for each predictor; p is two-sided. */
  readonly coefficients: Coefficient[]
  /** Share of y's variance that is explained; 0 where y does not vary. */
  readonly r2: number
  readonly residualDegrees: number
}

/**
 * Ordinary least squares of y [n] on `rows` [n][predictors] and an intercept, by modified Gram–Schmidt on [1 X y] (Björck 1967),
 * which loses half the digits that the normal equations do. Throws a RangeError where the rows are too few or a predictor is a
 * combination of the others.
 */
export function linearRegression(rows: readonly (readonly number[])[], y: readonly number[]): LinearRegression {
  const predictors = rows[0]?.length ?? 0, order = predictors + 1, residualDegrees = y.length - order
  if (rows.length !== y.length || rows.some(row => row.length !== predictors)) throw new RangeError(`${rows.length} rows of ${predictors} predictors for ${y.length} values`)
  if (residualDegrees < 1) throw new RangeError(`${y.length} values leave nothing to judge ${order} coefficients by`)
  if (![...y, ...rows.flat()].every(Number.isFinite)) throw new RangeError('a value of the regression is not finite')
  const columns = [rows.map(() => 1), ...Array.from({ length: predictors }, (_, j) => rows.map(row => row[j]))]
  const { triangle, rest } = orthogonalise(columns, y)
  // Rounding is the least uncertainty that there is: without it, a perfect fit or a constant y would divide noise by noise.
  const rounding = Number.EPSILON * Math.max(...y.map(Math.abs))
  const spread = Math.max(Math.sqrt(dot(rest, rest) / residualDegrees), rounding)
  const inverse = invertUpper(triangle, order)
  const coefficients = Array.from({ length: order }, (_, i): Coefficient => {
    const value = inverse[i].reduce((sum, v, j) => sum + v * triangle[j][order], 0)
    const standardError = spread * Math.sqrt(dot(inverse[i], inverse[i]))
    const t = standardError > 0 ? value / standardError : 0
    return { value, standardError, t, p: studentTwoSided(t, residualDegrees) }
  })
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length
  const total = y.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  return { coefficients, r2: total > y.length * rounding ** 2 ? 1 - dot(rest, rest) / total : 0, residualDegrees }
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i], 0)

/** R of [X y] = Q R, the last column being Qᵀy, and what is left of y. */
function orthogonalise(columns: readonly number[][], y: readonly number[]): { triangle: number[][]; rest: number[] } {
  const order = columns.length, left = [...columns, [...y]].map(column => [...column])
  const triangle = columns.map(() => Array.from({ length: order + 1 }, () => 0))
  for (let j = 0; j < order; j++) {
    const norm = Math.sqrt(dot(left[j], left[j]))
    if (!(norm > 1e-12 * Math.sqrt(dot(columns[j], columns[j])))) throw new RangeError(`predictor ${j} of the regression is a combination of the others`)
    triangle[j][j] = norm
    const direction = left[j].map(v => v / norm)
    for (let k = j + 1; k <= order; k++) {
      const along = triangle[j][k] = dot(direction, left[k])
      left[k] = left[k].map((v, i) => v - along * direction[i])
    }
  }
  return { triangle, rest: left[order] }
}

/** Rows of the inverse of the upper triangular `order`² part. */
function invertUpper(triangle: readonly number[][], order: number): number[][] {
  const inverse = Array.from({ length: order }, () => Array.from({ length: order }, () => 0))
  for (let i = order - 1; i >= 0; i--) {
    inverse[i][i] = 1 / triangle[i][i]
    for (let j = i + 1; j < order; j++) {
      let sum = 0
      for (let k = i + 1; k <= j; k++) sum += triangle[i][k] * inverse[k][j]
      inverse[i][j] = -sum / triangle[i][i]
    }
  }
  return inverse
}
