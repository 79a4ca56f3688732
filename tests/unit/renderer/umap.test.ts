import { expect, test } from 'vitest'
import { randomFrom, sampleOf } from '../../../src/renderer/umap/sample.ts'
import { umapLayout } from '../../../src/renderer/umap/umapLayout.ts'

const COMPONENTS = 4

/** Three clouds of 40 points each, far from one another in four dimensions: [120 × 4]. */
function threeClouds(): Float32Array {
  const random = randomFrom(7)
  return Float32Array.from({ length: 120 * COMPONENTS }, (_, i) => (i % COMPONENTS === Math.floor(i / COMPONENTS / 40) ? 20 : 0) + random())
}

test('clouds stay apart, each together, and the same seed gives the same places', () => {
  const passes: number[] = []
  const places = umapLayout(threeClouds(), COMPONENTS, 3, done => passes.push(done))
  expect(places).toHaveLength(240)
  expect(passes).toEqual(Array.from({ length: passes.length }, (_, i) => i + 1))
  const nearest = (i: number): number => {
    let best = -1, least = Infinity
    for (let j = 0; j < 120; j++) {
      const distance = Math.hypot(places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1])
      if (j !== i && distance < least) [best, least] = [j, distance]
    }
    return best
  }
  const strangers = Array.from({ length: 120 }, (_, i) => i).filter(i => Math.floor(i / 40) !== Math.floor(nearest(i) / 40))
  expect(strangers).toEqual([])
  expect(umapLayout(threeClouds(), COMPONENTS, 3, () => undefined)).toEqual(places)
  expect(umapLayout(threeClouds(), COMPONENTS, 4, () => undefined)).not.toEqual(places)
})

test('too few points are refused', () => {
  expect(() => umapLayout(new Float32Array(8), 2, 1, () => undefined)).toThrow('too few for UMAP')
})

test('a sample has each row once, in order, all parts of the rows alike, and the same for the same seed', () => {
  const rows = Uint32Array.from({ length: 50_000 }, (_, i) => 2 * i)
  const sample = sampleOf(rows, 10_000, 1)
  expect(sample).toHaveLength(10_000)
  expect(new Set(sample).size).toBe(10_000)
  expect([...sample].every((row, i) => row % 2 === 0 && (i === 0 || row > sample[i - 1]))).toBe(true)
  const first = sample.filter(row => row < 50_000).length
  expect(first).toBeGreaterThan(4800)
  expect(first).toBeLessThan(5200)
  expect(sampleOf(rows, 10_000, 1)).toEqual(sample)
  expect(sampleOf(rows.subarray(0, 10), 10_000, 1)).toHaveLength(10)
})
