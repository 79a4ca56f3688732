/** Sweeps over all pairs; a matrix of order 12 takes about six. */
const MOST_SWEEPS = 60

/**
 * Eigenvalues of a symmetric n×n matrix (row-major), the largest first, and their vectors as the columns of `vectors`, by
 * cyclic Jacobi rotations (Golub & Van Loan, 8.5): slow for large matrices, accurate for small ones.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = Float64Array.from(matrix), v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  const size = a.reduce((sum, x) => sum + x * x, 0)
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, n) > 1e-28 * size; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => a[j * n + j] - a[i * n + i] || i - j)
  return { values: Float64Array.from(order, i => a[i * n + i]), vectors: Float64Array.from({ length: n * n }, (_, at) => v[Math.floor(at / n) * n + order[at % n]]) }
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) sum += 2 * a[p * n + q] ** 2
  return sum
}

/** a ← Jᵀ a J and v ← v J with the rotation J in the plane of p and q that makes a[p, q] zero. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]
  if (apq === 0) return
  const tau = (a[q * n + q] - a[p * n + p]) / (2 * apq), t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau))
  const c = 1 / Math.hypot(1, t), s = t * c
  const turn = (m: Float64Array, at: number, to: number): void => {
    const [x, y] = [m[at], m[to]]
    m[at] = c * x - s * y
    m[to] = s * x + c * y
  }
  for (let i = 0; i < n; i++) turn(a, i * n + p, i * n + q)
  for (let i = 0; i < n; i++) turn(a, p * n + i, q * n + i)
  for (let i = 0; i < n; i++) turn(v, i * n + p, i * n + q)
}
