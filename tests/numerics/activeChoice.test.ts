import { describe, expect, test } from 'vitest'
import { mostTelling } from '../../src/main/numerics/activeChoice.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const of = (rows: readonly (readonly number[])[], micrograph = rows.map((_, row) => row), labelled = rows.map(() => 0)) =>
  ({ classes: rows[0].length, posteriors: Float32Array.from(rows.flat()), labelled: Uint8Array.from(labelled), micrograph: Uint32Array.from(micrograph) })

describe('particles whose label would tell the most', () => {
  test('the most doubtful first; certain ones, junk and labelled ones never', () => {
    const rows = [[1, 0], [0.9, 0.1], [0.5, 0.5], [0, 0], [0.7, 0.3], [0.6, 0.4]]
    expect([...mostTelling(of(rows), 10)]).toEqual([2, 5, 4, 1])
    expect([...mostTelling(of(rows, undefined, [0, 0, 1, 0, 0, 0]), 2)]).toEqual([5, 4])
  })
  test('pairs of classes get their share of the entropy between them', () => {
    const random = seededRandom(1), between = (a: number, b: number, count: number) => Array.from({ length: count }, () => {
      const p = 0.4 + 0.2 * random.uniform()
      return [0, 1, 2].map(k => (k === a ? p : k === b ? 1 - p : 0))
    })
    const rows = [...between(0, 1, 300), ...between(2, 1, 100)], chosen = [...mostTelling(of(rows), 40)]
    expect(new Set(chosen).size).toBe(40)
    expect(chosen.filter(row => row < 300).length).toBe(30)
  })
  test('no micrograph twice before each had its first', () => {
    const rows = [[0.5, 0.5], [0.51, 0.49], [0.52, 0.48], [0.8, 0.2], [0.9, 0.1]]
    expect([...mostTelling(of(rows, [7, 7, 7, 8, 9]), 4)]).toEqual([0, 3, 4, 1])
  })
})
