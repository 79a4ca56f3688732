/** Lower Cholesky factor of a symmetric positive n×n matrix, row-major; throws on one that is not positive. */
export function cholesky(matrix: ArrayLike<number>, n: number, out: Float64Array = new Float64Array(n * n)): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]
      for (let k = 0; k < j; k++) sum -= out[i * n + k] * out[j * n + k]
      if (i !== j) out[i * n + j] = sum / out[j * n + j]
      else if (sum > 0) out[i * n + i] = Math.sqrt(sum)
      else throw new RangeError(`matrix of order ${n} is not positive definite`)
    }
    for (let j = i + 1; j < n; j++) out[i * n + j] = 0
  }
  return out
}

/** Inverse of a symmetric positive n×n matrix into `out`; returns the logarithm of its determinant. */
export function invertSymmetric(matrix: ArrayLike<number>, n: number, out: Float64Array): number {
  const l = cholesky(matrix, n)
  let logDeterminant = 0
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(l[i * n + i])
  const column = new Float64Array(n)
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < n; i++) {
      let sum = i === c ? 1 : 0
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * column[k]
      column[i] = sum / l[i * n + i]
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = column[i]
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * out[k * n + c]
      out[i * n + c] = sum / l[i * n + i]
    }
  }
  return logDeterminant
}

/** Solves A x = b for a symmetric positive A. */
export function solveSymmetric(matrix: ArrayLike<number>, b: ArrayLike<number>, n: number, out: Float64Array): void {
  const l = cholesky(matrix, n)
  for (let i = 0; i < n; i++) {
    let sum = b[i]
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * out[k]
    out[i] = sum / l[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = out[i]
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * out[k]
    out[i] = sum / l[i * n + i]
  }
}
