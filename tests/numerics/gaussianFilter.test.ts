import { expect, test } from 'vitest'
import { gaussianFilter } from '../../src/main/numerics/gaussianFilter.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const at = (n: number, x: number, y: number, z: number): number => (z * n + y) * n + x

test.each([[0.7, 9], [1.5, 15]])('σ = %f: a point becomes a Gaussian of the same sum', (sigma, n) => {
  const c = n >> 1, map = new Float32Array(n ** 3)
  map[at(n, c, c, c)] = 1
  gaussianFilter(map, n, sigma)
  expect(map.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 5)
  for (const [x, y, z] of [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [0, 2, 1]]) {
    expect(map[at(n, c + x, c + y, c - z)] / map[at(n, c, c, c)]).toBeCloseTo(Math.exp(-(x * x + y * y + z * z) / (2 * sigma * sigma)), 5)
  }
})

test('equals the sum over all neighbours; beyond the edge there is nothing', () => {
  const n = 7, sigma = 1.1, reach = Math.ceil(3 * sigma), random = seededRandom(2)
  const before = Float32Array.from({ length: n ** 3 }, () => random.normal()), after = before.slice()
  gaussianFilter(after, n, sigma)
  const axis = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)))
  const total = axis.reduce((a, b) => a + b, 0)
  const value = (x: number, y: number, z: number): number => (Math.min(x, y, z) < 0 || Math.max(x, y, z) >= n ? 0 : before[at(n, x, y, z)])
  for (const [x, y, z] of [[0, 0, 0], [3, 3, 3], [6, 0, 2], [1, 5, 6]]) {
    let sum = 0
    for (let k = -reach; k <= reach; k++) for (let j = -reach; j <= reach; j++) for (let i = -reach; i <= reach; i++) {
      sum += (axis[i + reach] * axis[j + reach] * axis[k + reach] * value(x + i, y + j, z + k)) / total ** 3
    }
    expect(after[at(n, x, y, z)]).toBeCloseTo(sum, 5)
  }
})
