/** Gaussian blur of a size³ map, in place, σ in voxels, by three passes along the axes; outside counts as zero. */
export function gaussianFilter(map: Float32Array, size: number, sigma: number): void {
  const reach = Math.ceil(3 * sigma)
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)))
  const total = weights.reduce((a, b) => a + b, 0)
  for (let i = 0; i < weights.length; i++) weights[i] /= total
  const line = new Float64Array(size + 2 * reach)
  for (const stride of [1, size, size * size]) {
    for (let block = 0; block < map.length; block += stride * size) {
      for (let start = block; start < block + stride; start++) {
        for (let i = 0; i < size; i++) line[reach + i] = map[start + i * stride]
        for (let i = 0; i < size; i++) {
          let sum = 0
          for (let j = 0; j < weights.length; j++) sum += weights[j] * line[i + j]
          map[start + i * stride] = sum
        }
      }
    }
  }
}
