/**
 * Squared Euclidean distance, px², of every voxel of an n³ map to the nearest voxel that `inside` marks (0 there; Infinity if
 * nothing is marked). Felzenszwalb & Huttenlocher (2012): the lower envelope of parabolas, one axis after the other.
 */
export function squaredDistance(inside: Uint8Array, n: number): Float32Array {
  const out = Float32Array.from(inside, marked => (marked ? 0 : Infinity))
  const line = new Float64Array(n)
  const apex = new Int32Array(n)
  const border = new Float64Array(n + 1)
  for (const stride of [1, n, n * n]) {
    for (let block = 0; block < out.length; block += stride * n) {
      for (let start = block; start < block + stride; start++) envelope(out, start, stride, n, line, apex, border)
    }
  }
  return out
}

function envelope(data: Float32Array, start: number, stride: number, n: number, line: Float64Array, apex: Int32Array, border: Float64Array): void {
  let last = -1
  for (let i = 0; i < n; i++) {
    const height = data[start + i * stride]
    line[i] = height
    if (height === Infinity) continue
    let crossing = -Infinity
    while (last >= 0) {
      const j = apex[last]
      crossing = (height + i * i - line[j] - j * j) / (2 * (i - j))
      if (crossing > border[last]) break
      last--
    }
    last++
    apex[last] = i
    border[last] = last === 0 ? -Infinity : crossing
  }
  if (last < 0) return
  for (let i = 0, k = 0; i < n; i++) {
    while (k < last && border[k + 1] < i) k++
    data[start + i * stride] = (i - apex[k]) ** 2 + line[apex[k]]
  }
}
