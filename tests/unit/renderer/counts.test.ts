import { describe, expect, test } from 'vitest'
import { makeAxis } from '../../../src/renderer/plots/axis.ts'
import { barTable, barWords } from '../../../src/renderer/plots/bars.ts'
import { binAt, countWithin, isWithin, medianOf, snapped } from '../../../src/renderer/plots/bins.ts'
import { confusionSummary, confusionTable, rate, sums } from '../../../src/renderer/plots/confusion.ts'
import { layOut } from '../../../src/renderer/plots/frame.ts'
import { heatPixels, heatPlace } from '../../../src/renderer/plots/heat.ts'
import { heatSummary, heatTable } from '../../../src/renderer/plots/heatWords.ts'
import { histogramSummary } from '../../../src/renderer/plots/histogramWords.ts'
import { readingAfter } from '../../../src/renderer/plots/readingKeys.ts'
import { csvOf, fileStem } from '../../../src/renderer/plots/table.ts'
import { viridis } from '../../../src/renderer/plots/viridis.ts'

const data = { edges: [0, 1, 2, 3, 4], counts: [10, 20, 40, 10] }

describe('a range over a histogram', () => {
  test('is widened to bins, with open ends at the histogram’s own', () => {
    expect(snapped(data.edges, 2.5, 1.2)).toEqual({ min: 1, max: 3 })
    expect(snapped(data.edges, -5, 1.2)).toEqual({ min: null, max: 2 })
    expect(snapped(data.edges, 3.5, 9)).toEqual({ min: 3, max: null })
  })

  test('counts whole bins exactly and says where it cannot', () => {
    expect(countWithin(data, { min: 1, max: 3 })).toEqual({ count: 60, exact: true })
    expect(countWithin(data, { min: null, max: null })).toEqual({ count: 80, exact: true })
    expect(countWithin(data, { min: 2.5, max: null })).toEqual({ count: 30, exact: false })
    expect(isWithin(data.edges, 1, { min: 1, max: 2 })).toBe(true)
    expect(isWithin(data.edges, 1, { min: 1.5, max: 2 })).toBe(false)
  })

  test('finds bins and the median', () => {
    expect([-1, 0, 0.99, 1, 4, 9].map(value => binAt(data.edges, value))).toEqual([0, 0, 0, 1, 3, 3])
    expect(medianOf(data)).toBeCloseTo(2.25)
    expect(medianOf({ edges: [0, 1], counts: [0] })).toBeNull()
  })

  test('is put into words', () => {
    const x = makeAxis({ title: 'Defocus', unit: 'µm', decimals: 1 }, [0, 4], [0, 300], 'x')
    expect(histogramSummary(data, x, 'Particles')).toBe('80 particles from 0.0\u202Fµm to 4.0\u202Fµm, median 2.3\u202Fµm, most (40) at 2.0\u202Fµm to 3.0\u202Fµm.')
  })
})

describe('a heat map', () => {
  const counts = [[0, 1], [4, 0], [2, 2]]

  test('draws row 0 at the bottom, none as nothing and the most in the brightest colour', () => {
    const { width, height, data: rgba } = heatPixels(counts, 4, 'linear', 2)
    expect([width, height]).toEqual([4, 6])
    const pixel = (x: number, y: number): number[] => [...rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)]
    expect(pixel(0, 5)).toEqual([0, 0, 0, 0])
    expect(pixel(1, 3)).toEqual([253, 231, 37, 255])
    expect(pixel(3, 4)).toEqual([...viridis(0.25), 255])
  })

  test('has a logarithmic scale from none to most', () => {
    expect([heatPlace(0, 100, 'log'), heatPlace(100, 100, 'log'), heatPlace(50, 100, 'linear'), heatPlace(0, 0, 'linear')]).toEqual([0, 1, 0.5, 0])
  })

  test('is put into words and rows', () => {
    const frame = layOut({ width: 300, height: 300 }, { title: 'Rot', unit: '°', range: [0, 20], decimals: 0 }, { title: 'Tilt', unit: '°', range: [0, 30], decimals: 0 })
    expect(heatSummary([0, 10, 20], [0, 10, 20, 30], counts, frame, 'Particles')).toBe('9 particles over Rot (°) and Tilt (°); 4 of 6 bins hold some, most (4) at 0° to 10° and 10° to 20°.')
    expect(heatTable({ title: 'Rot', unit: '°' }, { title: 'Tilt', unit: '°' }, [0, 10, 20], [0, 10, 20, 30], counts, 'Particles').rows).toEqual([[10, 20, 0, 10, 1], [0, 10, 10, 20, 4], [0, 10, 20, 30, 2], [10, 20, 20, 30, 2]])
  })
})

test('bars with intervals make a table with them', () => {
  const bars = [{ key: 'a', name: 'Network', value: 4, interval: [2, 6] as const }, { key: 'b', name: 'Maps', value: 1 }]
  const axis = makeAxis({ title: 'Gain', unit: 'nat', decimals: 0 }, [0, 6], [0, 200], 'x')
  expect(barTable(bars, { title: 'Gain', unit: 'nat' }, '95 % interval').rows).toEqual([['Network', 4, 2, 6], ['Maps', 1, null, null]])
  expect(barWords(bars[0], axis, '95 % interval')).toBe('Network 4\u202Fnat (95 % interval 2\u202Fnat to 6\u202Fnat)')
})

test('a confusion says where most of each row went', () => {
  const counts = [[90, 10], [0, 0]]
  expect(sums(counts, 2)).toEqual({ byRow: [100, 0], byColumn: [90, 10], all: 100 })
  expect(confusionSummary(['A', 'B'], ['1', '2'], counts)).toBe('100 particles. A: 100, 90.0\u202F% of them 1. B: none.')
  const { columns, rows } = confusionTable('Ours', ['A', 'B'], ['1', '2'], counts)
  expect(columns.map(({ title }) => title)).toEqual(['Ours', '1', '2', '1, of the row', '2, of the row'])
  expect(rows).toEqual([['A', 90, 10, 90, 10], ['B', 0, 0, null, null]])
  expect([rate(90, 100), rate(7, 7), rate(0, 0)]).toEqual(['90\u202F%', '100\u202F%', '0\u202F%'])
})

describe('keys of a read-out', () => {
  test('go through a row', () => {
    const row = { count: 40, columns: 40 }
    expect(['ArrowRight', 'ArrowLeft', 'ArrowUp', 'PageUp', 'PageDown', 'Home', 'End', 'x'].map(key => readingAfter(key, 10, row))).toEqual([11, 9, 11, 14, 6, 0, 39, null])
    expect(readingAfter('ArrowLeft', 0, row)).toBe(0)
  })

  test('go up in a plot and down a table', () => {
    expect(readingAfter('ArrowUp', 5, { count: 12, columns: 4 })).toBe(9)
    expect(readingAfter('ArrowUp', 5, { count: 12, columns: 4, topDown: true })).toBe(1)
    expect(readingAfter('ArrowUp', 9, { count: 12, columns: 4 })).toBe(9)
    expect(readingAfter('ArrowDown', 1, { count: 3, columns: 1, topDown: true })).toBe(2)
    expect(readingAfter('PageDown', 0, { count: 30, columns: 1, topDown: true })).toBe(3)
  })
})

describe('numbers as a file', () => {
  test('are RFC 4180 in full precision', () => {
    expect(csvOf({ columns: [{ title: 'Name' }, { title: 'Defocus', unit: 'µm' }], rows: [['a "b", c', 0.1 + 0.2], [null, NaN]] })).toBe('Name,Defocus (µm)\r\n"a ""b"", c",0.30000000000000004\r\n,\r\n')
  })

  test('hold no formula that came from a file', () => {
    const rows = ['=HYPERLINK("x")', '+1', '-1', '@a'].map(name => [name])
    expect(csvOf({ columns: [{ title: 'Name' }], rows })).toBe('Name\r\n"\'=HYPERLINK(""x"")"\r\n\'+1\r\n\'-1\r\n\'@a\r\n')
    expect(csvOf({ columns: [{ title: 'x' }], rows: [[-1]] })).toBe('x\r\n-1\r\n')
  })

  test('get a name that every file system takes', () => {
    expect(fileStem('FSC: Class 2 / “open” (Å)')).toBe('fsc-class-2-open-a')
    expect(fileStem('///')).toBe('plot')
  })
})
