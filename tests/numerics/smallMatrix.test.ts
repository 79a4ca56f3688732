import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { cholesky, invertSymmetric, solveSymmetric } from '../../src/main/numerics/smallMatrix.ts'

/** A random symmetric positive matrix: A = R·Rᵀ + n·1. */
function positive(n: number, seed: number): Float64Array {
  const random = seededRandom(seed), root = Float64Array.from({ length: n * n }, () => random.normal())
  return times(root, transposed(root, n), n).map((v, i) => v + (i % (n + 1) === 0 ? n : 0))
}
const transposed = (a: Float64Array, n: number): Float64Array => a.map((_, i) => a[(i % n) * n + Math.floor(i / n)])
function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  return a.map((_, i) => Array.from({ length: n }, (_, k) => a[Math.floor(i / n) * n + k] * b[k * n + (i % n)]).reduce((x, y) => x + y, 0))
}
const expectEqual = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  for (let i = 0; i < b.length; i++) expect(Math.abs(a[i] - b[i])).toBeLessThan(1e-10)
}

describe.each([1, 2, 3, 5, 8])('order %i', n => {
  const matrix = positive(n, n), identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0))

  test('the factor is lower and its square the matrix, also over rubbish', () => {
    const factor = cholesky(matrix, n, new Float64Array(n * n).fill(9))
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(factor[i * n + j]).toBe(0)
    expectEqual(times(factor, transposed(factor, n), n), matrix)
  })

  test('inverse and determinant', () => {
    const inverse = new Float64Array(n * n), logDeterminant = invertSymmetric(matrix, n, inverse)
    expectEqual(times(matrix, inverse, n), identity)
    const factor = cholesky(matrix, n)
    expect(logDeterminant).toBeCloseTo(Math.log(factor.filter((_, i) => i % (n + 1) === 0).reduce((product, v) => product * v * v, 1)), 10)
  })

  test('solution of equations', () => {
    const random = seededRandom(9), x = Float64Array.from({ length: n }, () => random.normal())
    const b = Float64Array.from({ length: n }, (_, i) => x.reduce((sum, v, j) => sum + matrix[i * n + j] * v, 0))
    const out = new Float64Array(n)
    solveSymmetric(matrix, b, n, out)
    expectEqual(out, x)
  })
})

test('the determinant of a matrix that is known', () => {
  expect(invertSymmetric([4, 1, 1, 3], 2, new Float64Array(4))).toBeCloseTo(Math.log(11), 12)
})

test('what is not positive is refused, not turned into NaN', () => {
  for (const matrix of [[1, 2, 2, 1], [0, 0, 0, 1], [Number.NaN, 0, 0, 1], [-1, 0, 0, 1]]) expect(() => cholesky(matrix, 2)).toThrow('matrix of order 2 is not positive definite')
})
