import { describe, expect, test } from 'vitest'
import { resampleTrilinear } from '../../src/main/numerics/resampleTrilinear.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

/** A map [n³] of a function of the place in boxes from the origin, −½ … ½. */
function mapOf(n: number, value: (x: number, y: number, z: number) => number): Float32Array {
  const at = (i: number): number => (i - (n >> 1)) / n
  return Float32Array.from({ length: n ** 3 }, (_, i) => value(at(i % n), at(Math.floor(i / n) % n), at(Math.floor(i / (n * n)))))
}

describe('a map in another number of voxels', () => {
  test('is itself in its own', () => {
    const random = seededRandom(1), map = Float32Array.from({ length: 12 ** 3 }, () => random.normal())
    expect(resampleTrilinear(map, 12, 12)).toEqual(map)
  })
  test.each([[16, 32], [16, 24], [24, 16], [15, 32], [32, 15]])('keeps what is linear, from %i to %i, with the origin where it was', (from, to) => {
    const plane = (x: number, y: number, z: number): number => 1 + x - 2 * y + 3 * z
    const out = resampleTrilinear(mapOf(from, plane), from, to), wanted = mapOf(to, plane)
    // Beyond the outermost voxels the map goes on as it is there.
    const inside = (i: number): boolean => [i % to, Math.floor(i / to) % to, Math.floor(i / (to * to))].every(v => {
      const u = (from >> 1) + ((v - (to >> 1)) * from) / to
      return u >= 0 && u <= from - 1
    })
    const wrong = [...wanted.keys()].filter(i => inside(i) && Math.abs(out[i] - wanted[i]) > 1e-5)
    expect(wrong).toEqual([])
  })
  test('stays between its values', () => {
    const map = mapOf(16, (x, y, z) => (Math.hypot(x, y, z) < 0.3 ? 1 : 0)), out = resampleTrilinear(map, 16, 40)
    expect(out.every(value => value >= 0 && value <= 1)).toBe(true)
    expect(out.reduce((a, b) => a + b) / 40 ** 3).toBeCloseTo(map.reduce((a, b) => a + b) / 16 ** 3, 2)
  })
})
