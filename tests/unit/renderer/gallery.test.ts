import { describe, expect, test } from 'vitest'
import { BATCH, batchesOf, imageBatch } from '../../../src/renderer/gallery/batches.ts'
import { changedFilter, filtersOf, sortedBy, toggledValue, withFilter, withoutFilter } from '../../../src/renderer/gallery/filters.ts'
import { GAP, firstRow, gridLayout, offsetToShow, topOfRow } from '../../../src/renderer/gallery/gridLayout.ts'
import { placeAfter } from '../../../src/renderer/gallery/keys.ts'
import { paintImage, picturePlaces } from '../../../src/renderer/gallery/paint.ts'
import { NOTHING, between, everything, isChosen, rowsOfSelection, sizeOf, toggled, withRange, withoutRange } from '../../../src/renderer/gallery/selection.ts'
import type { Selection } from '../../../src/renderer/gallery/selection.ts'

describe('a selection', () => {
  test('of a million is one range', () => {
    const all = everything(1_000_000)
    expect(all).toEqual([[0, 1_000_000]])
    expect(sizeOf(toggled(all, 500_000))).toBe(999_999)
    expect(everything(0)).toEqual(NOTHING)
  })

  test('joins what touches and cuts what is taken away', () => {
    expect(withRange([[0, 2], [5, 7]], 2, 5)).toEqual([[0, 7]])
    expect(withRange([[8, 9]], 1, 3)).toEqual([[1, 3], [8, 9]])
    expect(withoutRange([[0, 10]], 3, 5)).toEqual([[0, 3], [5, 10]])
    expect(between(7, 3)).toEqual([[3, 8]])
  })

  test('agrees with a set, whatever is done to it', () => {
    let selection: Selection = NOTHING
    const set = new Set<number>()
    let seed = 11
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let i = 0; i < 400; i++) {
      const from = next(60), to = from + next(9)
      const kind = next(3)
      if (kind === 0) selection = toggled(selection, from)
      else selection = kind === 1 ? withRange(selection, from, to) : withoutRange(selection, from, to)
      if (kind === 0) {
        if (!set.delete(from)) set.add(from)
      } else for (let place = from; place < to; place++) set[kind === 1 ? 'add' : 'delete'](place)
      expect(Array.from({ length: 75 }, (_, place) => isChosen(selection, place))).toEqual(Array.from({ length: 75 }, (_, place) => set.has(place)))
      expect(sizeOf(selection)).toBe(set.size)
    }
  })

  test('gives its rows in pages and refuses too many before asking', async () => {
    const asked: number[][] = []
    const rowsOf = async (offset: number, count: number): Promise<{ rows: number[] }> => {
      asked.push([offset, count])
      return { rows: Array.from({ length: count }, (_, i) => 2 * (offset + i)) }
    }
    const rows = await rowsOfSelection([[0, 2], [10, 4510]], rowsOf, 5000)
    expect(asked).toEqual([[0, 2], [10, 2000], [2010, 2000], [4010, 500]])
    expect([rows.length, rows[2], rows.at(-1)]).toEqual([4502, 20, 9018])
    await expect(rowsOfSelection([[0, 5001]], rowsOf, 5000)).rejects.toThrow('at most 5000')
    expect(asked).toHaveLength(4)
  })
})

describe('the layout of tiles', () => {
  const million = { count: 1_000_000, width: 1024, height: 800, tile: 96, images: 1, caption: 18 } as const

  test('fills the width and scrolls pixel by pixel where all rows can be laid out', () => {
    const layout = gridLayout(million)
    expect(layout.columns).toBe(9)
    expect(layout.pitch).toBe(layout.rowHeight)
    expect(topOfRow(layout, 100, 0)).toBe(GAP + 100 * layout.rowHeight)
    expect(topOfRow(layout, 100, 5000)).toBe(topOfRow(layout, 100, 0))
    expect(gridLayout({ ...million, width: 50 }).columns).toBe(1)
    expect(gridLayout({ ...million, width: 100_000, tile: 64 }).columns).toBe(BATCH)
  })

  test('never grows taller than a browser lays out, and the last row can still be seen', () => {
    const layout = gridLayout({ ...million, width: 220, tile: 192 })
    expect([layout.columns, layout.rows]).toEqual([1, 1_000_000])
    const tall = layout.rows * layout.pitch + layout.padding
    expect(tall).toBeLessThan(2 ** 25)
    const end = tall + GAP - million.height
    const bottomOfLast = topOfRow(layout, layout.rows - 1, end) + layout.rowHeight - end
    expect(bottomOfLast).toBeGreaterThan(million.height - layout.rowHeight)
    expect(bottomOfLast).toBeLessThanOrEqual(million.height + GAP)
    expect(firstRow(layout, end)).toBeGreaterThan(layout.rows - 10)
  })

  test('scrolls no further than showing a row takes', () => {
    const layout = gridLayout(million), { rowHeight } = layout
    expect(offsetToShow(layout, 3, 0, 800)).toBe(0)
    expect(offsetToShow(layout, 3, 10 * rowHeight, 800)).toBe(3 * rowHeight)
    const offset = offsetToShow(layout, 20, 0, 800)
    expect(topOfRow(layout, 20, offset) + rowHeight - offset).toBeLessThanOrEqual(800 + GAP)
    expect(topOfRow(layout, 20, offset) + rowHeight - offset).toBeGreaterThan(800 - rowHeight)
  })
})

test('batches come from the middle of what is in sight outwards, then those beside it', () => {
  expect(batchesOf(150, 420, 100_000)).toEqual([2, 3, 1, 4, 5, 0])
  expect(batchesOf(0, 50, 60)).toEqual([0])
  expect(batchesOf(95, 190, 1_000_000)).toEqual([1, 0, 2])
  expect(batchesOf(0, 0, 10)).toEqual([])
})

test('bytes that are no squares are refused', () => {
  expect(imageBatch(new Uint8Array(3 * 64 * 64), 3).side).toBe(64)
  expect(() => imageBatch(new Uint8Array(1000), 3)).toThrow('no squares')
})

test('images are grey, or turned round', () => {
  const batch = { side: 2, pixels: Uint8Array.of(9, 9, 9, 9, 0, 128, 255, 1) }, out = new Uint32Array(4)
  paintImage(batch, 1, false, out)
  expect([...out]).toEqual([0xff000000, 0xff808080, 0xffffffff, 0xff010101])
  paintImage(batch, 1, true, out)
  expect([...out]).toEqual([0xffffffff, 0xff7f7f7f, 0xff000000, 0xfffefefe])
})

test('a row’s picture lies below its tiles also at another resolution', () => {
  const { width, at } = picturePlaces(5, 2, 200, 96, 144)
  expect(width).toBe((4 * 200 + 2 * 96) * 1.5)
  expect([at(0, 1), at(3, 0), at(3, 1)]).toEqual([144, 900, 1044])
})

describe('keys of the gallery', () => {
  const grid = { count: 23, columns: 5, page: 2 }

  test.each([['ArrowRight', 7, 8], ['ArrowLeft', 0, 0], ['ArrowDown', 7, 12], ['ArrowUp', 2, 2], ['ArrowDown', 19, 22], ['ArrowDown', 21, 21], ['PageDown', 7, 17], ['PageDown', 20, 22], ['PageUp', 7, 0], ['Home', 7, 0], ['End', 7, 22]])('%s from %i goes to %i', (key, from, to) => {
    expect(placeAfter(key, from, grid)).toBe(to)
  })

  test('others mean nothing', () => {
    expect(placeAfter('a', 3, grid)).toBeNull()
    expect(placeAfter('End', 0, { ...grid, count: 0 })).toBeNull()
  })
})

describe('a query that is edited', () => {
  test('keeps its order while filters come, change and go', () => {
    const sorted = sortedBy({}, 'defocus', true)
    const narrowed = changedFilter(withFilter(withFilter(sorted, 'defocus'), 'class'), 0, { min: 1.5 })
    expect(narrowed).toEqual({ sort: { column: 'defocus', descending: true }, filters: [{ column: 'defocus', min: 1.5, max: null, values: null }, { column: 'class', min: null, max: null, values: null }] })
    expect(filtersOf(withoutFilter(narrowed, 0)).map(({ column }) => column)).toEqual(['class'])
    expect(sortedBy(narrowed, null, false).sort).toBeNull()
  })

  test('takes all categories for no limit', () => {
    expect(toggledValue(null, 1, 3)).toEqual([0, 2])
    expect(toggledValue([0, 2], 1, 3)).toBeNull()
    expect(toggledValue([], 2, 3)).toEqual([2])
  })
})
