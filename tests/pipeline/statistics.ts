/** Place of each value among all. */
export function ranks(values: readonly number[]): number[] {
  const out = values.map(() => 0)
  values.map((value, i) => ({ value, i })).toSorted((a, b) => a.value - b.value).forEach(({ i }, rank) => { out[i] = rank })
  return out
}

/** Pearson's. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length
  let [ma, mb, ab, aa, bb] = [0, 0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    ma += a[i] / n
    mb += b[i] / n
  }
  for (let i = 0; i < n; i++) {
    ab += (a[i] - ma) * (b[i] - mb)
    aa += (a[i] - ma) ** 2
    bb += (b[i] - mb) ** 2
  }
  return ab / Math.sqrt(aa * bb)
}

/** Sarle's coefficient (skewness² + 1) / kurtosis: 1/3 for a Gaussian, 5/9 for a uniform distribution, 1 for two points. */
export function bimodality(values: readonly number[]): number {
  const n = values.length, mean = values.reduce((a, b) => a + b, 0) / n
  const moment = (power: number): number => values.reduce((sum, v) => sum + (v - mean) ** power, 0) / n
  return (moment(3) ** 2 / moment(2) ** 3 + 1) / (moment(4) / moment(2) ** 2)
}
