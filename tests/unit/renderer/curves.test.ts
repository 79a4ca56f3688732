import { describe, expect, test } from 'vitest'
import { fallsTo, nearest, spread, stops, thinned } from '../../../src/renderer/plots/curves.ts'
import type { Point } from '../../../src/renderer/plots/curves.ts'
import { layOut } from '../../../src/renderer/plots/frame.ts'
import { classMark } from '../../../src/renderer/plots/marks.ts'
import { labelOf, readings, seriesSummary, seriesTable } from '../../../src/renderer/plots/series.ts'

const wave: readonly Point[] = Array.from({ length: 50_000 }, (_, i): Point => [i, Math.sin(i / 7) + (i === 31_234 ? 5 : 0)])

test('a thinned curve keeps its extremes and gaps in every pixel', () => {
  const place = (x: number): number => x / 100
  const few = thinned(wave, place)
  expect(few.length).toBeLessThanOrEqual(4 * 500)
  expect(Math.max(...few.map(([, y]) => y))).toBe(Math.max(...wave.map(([, y]) => y)))
  expect(few[0]).toBe(wave[0])
  expect(few.at(-1)).toBe(wave.at(-1))
  const broken = wave.map(([x, y]): Point => [x, x === 20_050 ? NaN : y])
  expect(thinned(broken, place).some(([, y]) => Number.isNaN(y))).toBe(true)
  expect(thinned(wave.slice(0, 100), place)).toHaveLength(100)
})

test('where a curve falls to a level lies between its points', () => {
  const fsc: readonly Point[] = [[0, 1], [0.1, 0.9], [0.2, 0.1], [0.3, 0.2], [0.4, 0]]
  expect(fallsTo(fsc, 0.5)).toBeCloseTo(0.15, 10)
  expect(fallsTo(fsc, -1)).toBeNull()
  expect(fallsTo([], 0.5)).toBeNull()
})

test('the nearest point, also beyond the ends', () => {
  const points: readonly Point[] = [[1, 0], [2, 0], [5, 0]]
  expect([-3, 1.4, 1.6, 3.6, 99].map(x => nearest(points, x))).toEqual([0, 0, 1, 2, 2])
  expect(nearest([], 1)).toBe(-1)
  expect(stops([points, [[2, 1], [3, 1]]])).toEqual([1, 2, 3, 5])
})

describe('labels at the ends of curves', () => {
  test('stay where they want to be if they do not touch', () => {
    expect(spread([10, 50, 90], 16, [0, 100])).toEqual([10, 50, 90])
  })

  test('move apart evenly, keep their order and stay inside', () => {
    for (const wanted of [[98, 97, 99, 20], [50, 50, 50, 50], [0, 1, 2, 3]]) {
      const placed = spread(wanted, 16, [0, 100])
      const inOrder = placed.toSorted((a, b) => a - b)
      for (let i = 1; i < inOrder.length; i++) expect(inOrder[i] - inOrder[i - 1]).toBeGreaterThanOrEqual(16 - 1e-9)
      expect(inOrder[0]).toBeGreaterThanOrEqual(0)
      expect(inOrder.at(-1)).toBeLessThanOrEqual(100)
    }
    const placed = spread([40, 42], 16, [0, 100])
    expect(placed).toEqual([33, 49])
  })
})

describe('the words of a chart', () => {
  const x = { title: 'Resolution', kind: 'resolution' } as const
  const y = { title: 'FSC' }
  const series = [{ key: '1', name: 'Class 1', mark: classMark(1), points: [[0, 1], [0.2, 0.5], [0.25, 0], [0.5, 0.01]] as const }]
  const rules = [{ at: 0.143, text: 'FSC 0.143' }]
  const frame = layOut({ width: 480, height: 260 }, { ...x, range: [0, 0.5] }, { ...y, range: [0, 1] })

  test('give the resolution at which a curve falls to its rule', () => {
    expect(seriesSummary(x, series, rules, frame)).toContain('falls to FSC 0.143 at 4.24\u202FÅ')
    expect(labelOf(x, series[0], rules)).toBe('Class 1  4.2\u202FÅ')
    expect(labelOf({ title: 'Pass' }, series[0], rules)).toBe('Class 1')
  })

  test('are a table with frequency and resolution', () => {
    expect(seriesTable(x, y, series)).toEqual({
      columns: [{ title: 'Frequency', unit: '1/Å' }, { title: 'Resolution', unit: 'Å' }, { title: 'FSC', unit: undefined }],
      rows: [[0, null, 1], [0.2, 5, 0.5], [0.25, 4, 0], [0.5, 2, 0.01]],
    })
  })

  test('read each curve at its nearest point', () => {
    expect(readings([...series, { ...series[0], points: [] }], 0.21).map(({ value }) => value)).toEqual([0.5])
  })
})

test('classes are told apart by pattern and symbol where colours come again', () => {
  const marks = Array.from({ length: 12 }, (_, k) => classMark(k + 1)).map(({ colour, dash, shape }) => `${colour} ${dash} ${shape}`)
  expect(new Set(marks).size).toBe(12)
  expect(classMark(3, 5).colour).toBe('var(--class-6)')
  expect(classMark(0).colour).toBe('var(--class-0)')
})
