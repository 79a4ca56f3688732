/** Pearson's, over all pixels. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    sa += a[i]
    sb += b[i]
    saa += a[i] ** 2
    sbb += b[i] ** 2
    sab += a[i] * b[i]
  }
  return (sab - (sa * sb) / n) / Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n))
}
