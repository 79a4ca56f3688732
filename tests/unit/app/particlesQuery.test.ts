import { describe, expect, test } from 'vitest'
import { heat, histogram } from '../../../src/main/app/particles/histograms.ts'
import { ParticleView } from '../../../src/main/app/particles/particleView.ts'
import { RecentlyUsed } from '../../../src/main/app/particles/recentlyUsed.ts'
import type { ShownColumn } from '../../../src/main/app/particles/shownColumns.ts'
import { sortRows } from '../../../src/main/app/particles/sortRows.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'

const random = seededRandom(3)
const COUNT = 5000
const column = (key: string, values: ArrayLike<number>, kind: 'number' | 'category', range: [number, number]): ShownColumn =>
  ({ column: { key, title: key, unit: null, about: '', kind, range, names: null }, values })
const height = Float32Array.from({ length: COUNT }, () => random.normal())
const kind = Uint8Array.from({ length: COUNT }, () => random.integer(4))
const view = new ParticleView([column('height', height, 'number', [-5, 5]), column('kind', kind, 'category', [0, 3])], COUNT)
const all = Array.from({ length: COUNT }, (_, row) => row)

test('a view takes over what was found by columns that are still the same, and nothing else', () => {
  const byHeight = { sort: { column: 'height', descending: true }, filters: [] }, byBoth = { ...byHeight, filters: [{ column: 'kind', min: null, max: null, values: [2] }] }
  const before = [view.rows(byHeight), view.rows(byBoth)]
  const after = new ParticleView([view.columns[0], column('kind', kind.slice(), 'category', [0, 3])], COUNT, view)
  expect(after.rows(byHeight)).toBe(before[0])
  expect(after.rows(byBoth)).not.toBe(before[1])
  expect(after.rows(byBoth)).toEqual(before[1])
})

describe('sorting', () => {
  const awkward = Float32Array.of(3, -1, 0, -0, 1e30, -1e30, Infinity, -Infinity, NaN, 1e-40, -1e-40, 3, 2)
  const rows = Uint32Array.from(awkward.keys())

  test('is that of numbers, equal ones stay as they came, what is no number comes last', () => {
    expect([...sortRows(rows, awkward, false)]).toEqual([7, 5, 1, 10, 2, 3, 9, 12, 0, 11, 4, 6, 8])
    expect([...sortRows(rows, awkward, true)]).toEqual([6, 4, 0, 11, 12, 9, 2, 3, 10, 1, 5, 7, 8])
    expect([...rows]).toEqual([...awkward.keys()])
  })

  test('agrees with comparing, for real and for whole numbers and for a part of the rows', () => {
    for (const values of [height, kind, Uint32Array.from(all, row => (row * 7919) % 16_000_000)]) for (const descending of [false, true]) {
      const some = Uint32Array.from(all.filter(row => row % 3 > 0))
      const slow = [...some].toSorted((a, b) => (descending ? values[b] - values[a] : values[a] - values[b]) || a - b)
      expect([...sortRows(some, values, descending)]).toEqual(slow)
    }
  })

  test('of none and of one', () => {
    expect(sortRows(new Uint32Array(0), height, false)).toHaveLength(0)
    expect([...sortRows(Uint32Array.of(7), height, true)]).toEqual([7])
  })
})

describe('queries', () => {
  const filter = (name: string, limits: { min?: number; max?: number; values?: number[] }) => ({ column: name, min: limits.min ?? null, max: limits.max ?? null, values: limits.values ?? null })

  test('limits are inclusive and all filters must pass', () => {
    const limit = height[17]
    const rows = view.rows({ sort: { column: 'height', descending: true }, filters: [filter('height', { min: limit }), filter('kind', { values: [1, 3] })] })
    const slow = all.filter(row => height[row] >= limit && [1, 3].includes(kind[row])).toSorted((a, b) => height[b] - height[a])
    expect([...rows]).toEqual(slow)
    expect([...view.rows({ sort: null, filters: [filter('height', { min: limit, max: limit })] })]).toEqual([17])
  })

  test('the same question gets the same array', () => {
    const ask = () => view.rows({ sort: { column: 'height', descending: false }, filters: [] })
    expect(ask()).toBe(ask())
  })

  test('an unknown column is named with those that there are', () => {
    expect(() => view.rows({ sort: { column: 'width', descending: false }, filters: [] })).toThrow('no column "width"')
    expect(() => view.column('__proto__')).toThrow('no column')
  })
})

describe('histograms', () => {
  test('every row is in one bin, the upper end in the last', () => {
    const ends = column('ends', Float32Array.of(-5, 5, 0, 4.99), 'number', [-5, 5])
    expect(histogram(ends, Uint32Array.of(0, 1, 2, 3), 4)).toEqual({ edges: [-5, -2.5, 0, 2.5, 5], counts: [1, 0, 1, 2] })
    expect(histogram(view.column('height'), view.rows({ sort: null, filters: [] }), 13).counts.reduce((a, b) => a + b)).toBe(COUNT)
  })

  test('a category has a bin for each value, unless there are too many', () => {
    const { edges, counts } = histogram(view.column('kind'), Uint32Array.from(all), 40)
    expect(edges).toEqual([-0.5, 0.5, 1.5, 2.5, 3.5])
    expect(counts).toEqual([0, 1, 2, 3].map(value => kind.filter(one => one === value).length))
    expect(histogram(view.column('kind'), Uint32Array.from(all), 2).edges).toEqual([0, 1.5, 3])
  })

  test('a column of one value has bins too', () => {
    const flat = column('flat', new Float32Array(3).fill(2), 'number', [2, 2])
    expect(histogram(flat, Uint32Array.of(0, 1, 2), 2)).toEqual({ edges: [1.5, 2, 2.5], counts: [0, 3] })
  })

  test('heat counts pairs of values as [y][x]', () => {
    const { x, y, counts } = heat(view.column('kind'), view.column('height'), Uint32Array.from(all), 10)
    expect([x.length, y.length, counts.length, counts[0].length]).toEqual([5, 11, 10, 4])
    expect(counts[5][2]).toBe(all.filter(row => kind[row] === 2 && height[row] >= 0 && height[row] < 1).length)
  })
})

test('what was not asked for longest goes first, by size, and is told', () => {
  const gone: string[] = [], kept = new RecentlyUsed<string>(6, { sizeOf: value => value.length, drop: value => gone.push(value) })
  for (const value of ['aa', 'bb', 'cc', 'aa', 'dd']) expect(kept.get(value, () => value)).toBe(value)
  expect(gone).toEqual(['bb'])
  kept.get('long', () => 'longer than all')
  expect(gone).toEqual(['bb', 'cc', 'aa', 'dd'])
  expect(kept.get('long', () => 'made again')).toBe('longer than all')
})
