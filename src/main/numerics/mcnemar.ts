/**
 * Two-sided exact p-value that two rules are equally often right (McNemar 1947), from the particles that one of them alone
 * gets right: under the null, each of these is a fair coin. 1 where there are none. Below 10⁻³⁰⁷ the result is 0.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const pairs = onlyFirst + onlySecond, fewer = Math.min(onlyFirst, onlySecond)
  if (!Number.isInteger(onlyFirst) || !Number.isInteger(onlySecond) || fewer < 0) throw new RangeError(`${onlyFirst} and ${onlySecond} are not counts of particles`)
  if (2 * fewer === pairs) return 1
  // The largest term by its logarithm, because 2⁻ⁿ underflows at some thousand pairs; the others by their ratios.
  let logTerm = -pairs * Math.LN2
  for (let i = 1; i <= fewer; i++) logTerm += Math.log((pairs - fewer + i) / i)
  let ratio = 1, tail = 1
  for (let i = fewer; i > 0 && ratio > 1e-17 * tail; i--) {
    ratio *= i / (pairs - i + 1)
    tail += ratio
  }
  return Math.min(1, 2 * Math.exp(logTerm) * tail)
}
