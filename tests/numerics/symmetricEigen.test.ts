import { expect, test } from 'vitest'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { symmetricEigen } from '../../src/main/numerics/symmetricEigen.ts'

test('a matrix of two by two is what paper and pencil say', () => {
  const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2)
  expect([...values]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)])
  expect(Math.abs(vectors[0])).toBeCloseTo(Math.SQRT1_2, 12)
  expect(vectors[0] * vectors[2]).toBeCloseTo(0.5, 12)
  expect(vectors[1] * vectors[3]).toBeCloseTo(-0.5, 12)
})

test.each([1, 3, 12])('A v = λ v, orthonormal, the largest first, of order %i', n => {
  const random = seededRandom(n), a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) a[i * n + j] = a[j * n + i] = random.normal()
  const before = Float64Array.from(a), { values, vectors } = symmetricEigen(a, n)
  expect(a).toEqual(before)
  for (let j = 0; j < n; j++) {
    if (j > 0) expect(values[j - 1]).toBeGreaterThanOrEqual(values[j])
    for (let i = 0; i < n; i++) {
      const turned = Array.from({ length: n }, (_, k) => a[i * n + k] * vectors[k * n + j]).reduce((x, y) => x + y)
      expect(turned).toBeCloseTo(values[j] * vectors[i * n + j], 10)
      expect(Array.from({ length: n }, (_, k) => vectors[k * n + i] * vectors[k * n + j]).reduce((x, y) => x + y)).toBeCloseTo(i === j ? 1 : 0, 10)
    }
  }
})

test('a matrix of zeros has a basis', () => {
  expect(symmetricEigen(new Float64Array(4), 2)).toEqual({ values: new Float64Array(2), vectors: Float64Array.of(1, 0, 0, 1) })
})
