import { symmetricEigen } from './symmetricEigen.ts'

export type PrincipalComponents = {
  /** f32 [components × rows], each component contiguous, of mean 0. */
  readonly values: Float32Array
  /** Share of each in the variance of all columns, the largest first. */
  readonly variance: Float64Array
}

/**
 * The first principal components of a table [rows × width], by its covariance in double precision: the table is walked through
 * twice and never copied. The sign of a component is that which makes its largest weight positive. Columns without any variance
 * give components that are 0 everywhere and explain nothing.
 */
export function principalComponents(table: Float32Array, width: number, count: number): PrincipalComponents {
  const rows = table.length / width, mean = columnMeans(table, width)
  const { values: eigenvalues, vectors } = symmetricEigen(covariance(table, mean, width), width)
  const axes = Array.from({ length: count }, (_, c) => outward(Float64Array.from({ length: width }, (__, i) => vectors[i * width + c])))
  const values = new Float32Array(count * rows)
  for (let row = 0; row < rows; row++) for (let c = 0; c < count; c++) {
    let sum = 0
    for (let i = 0; i < width; i++) sum += axes[c][i] * (table[row * width + i] - mean[i])
    values[c * rows + row] = sum
  }
  const total = eigenvalues.reduce((sum, v) => sum + Math.max(v, 0), 0)
  return { values, variance: eigenvalues.slice(0, count).map(v => (total > 0 ? Math.max(v, 0) / total : 0)) }
}

function columnMeans(table: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width)
  for (let at = 0; at < table.length; at++) sums[at % width] += table[at]
  return sums.map(sum => sum / Math.max(table.length / width, 1))
}

function covariance(table: Float32Array, mean: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width * width), centred = new Float64Array(width), rows = table.length / width
  for (let from = 0; from < table.length; from += width) {
    for (let i = 0; i < width; i++) centred[i] = table[from + i] - mean[i]
    for (let i = 0; i < width; i++) for (let j = i; j < width; j++) out[i * width + j] += centred[i] * centred[j]
  }
  for (let i = 0; i < width; i++) for (let j = i; j < width; j++) out[j * width + i] = out[i * width + j] /= Math.max(rows, 1)
  return out
}

/** The axis turned so that its largest weight is positive. */
function outward(axis: Float64Array): Float64Array {
  const largest = axis.reduce((best, v) => (Math.abs(v) > Math.abs(best) ? v : best), 0)
  return largest < 0 ? axis.map(v => -v) : axis
}
