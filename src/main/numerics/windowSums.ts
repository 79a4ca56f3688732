/**
 * A size³ map (periodic) smoothed by a Gaussian of σ `sigma` voxels and sampled at every second voxel of every axis: sample i sits at voxel 2i.
 * For σ of two voxels or more nothing is lost by the sampling.
 */
export function windowSums(map: Float32Array, size: number, sigma: number): { readonly size: number; readonly data: Float32Array } {
  const reach = Math.min(Math.ceil(3 * sigma), size >> 1)
  const weights = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  // Each pass smooths the fastest axis and makes it the slowest: after three the order is the old one.
  const alongX = smoothedAxis(map, size, size * size, weights)
  const alongY = smoothedAxis(alongX, size, alongX.length / size, weights)
  const alongZ = smoothedAxis(alongY, size, alongY.length / size, weights)
  return { size: Math.ceil(size / 2), data: alongZ }
}

/** Lines smoothed side by side, so that the transposed result is written a cache line at a time. */
const BATCH = 16

/** `lines` lines of `length` numbers in, every second smoothed sample out, transposed: sample i of line l at i · lines + l. `weights` is half of a symmetric kernel. */
function smoothedAxis(map: Float32Array, length: number, lines: number, weights: Float64Array): Float32Array {
  const half = Math.ceil(length / 2)
  const reach = weights.length - 1
  const pitch = length + 2 * reach
  const out = new Float32Array(lines * half)
  const batch = new Float64Array(BATCH * pitch)
  for (let first = 0; first < lines; first += BATCH) {
    const count = Math.min(BATCH, lines - first)
    for (let b = 0; b < count; b++) {
      const to = b * pitch + reach
      const from = (first + b) * length
      for (let i = 0; i < length; i++) batch[to + i] = map[from + i]
      for (let i = 0; i < reach; i++) {
        batch[to - reach + i] = map[from + length - reach + i]
        batch[to + length + i] = map[from + i]
      }
    }
    for (let i = 0; i < half; i++) {
      for (let b = 0; b < count; b++) {
        const centre = b * pitch + reach + 2 * i
        let sum = weights[0] * batch[centre]
        for (let j = 1; j <= reach; j++) sum += weights[j] * (batch[centre - j] + batch[centre + j])
        out[i * lines + first + b] = sum
      }
    }
  }
  return out
}
