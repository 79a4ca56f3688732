import { describe, expect, test } from 'vitest'
import type { Corner } from '../../../src/renderer/scatter/bands.ts'
import { combined, inside, rowsOf } from '../../../src/renderer/scatter/choosing.ts'
import type { Shape } from '../../../src/renderer/scatter/choosing.ts'
import { categoryIndices, percentiles, scaleColour, scaleIndices, scalePalette } from '../../../src/renderer/scatter/colours.ts'
import { extended, modeOf, outlineOf, shapeOf } from '../../../src/renderer/scatter/drafts.ts'
import { homeView, lookOf, moved, zoomed } from '../../../src/renderer/scatter/points.ts'
import type { Points } from '../../../src/renderer/scatter/points.ts'

const pointsAt = (...places: readonly Corner[]): Points => ({ x: Float32Array.from(places, ([x]) => x), y: Float32Array.from(places, ([, y]) => y) })
const chosenBy = (points: Points, shape: Shape): number[] => [...rowsOf(inside(points, shape))]

/** Points on a grid over −2 … 2, beside the lattice lines so that none lies on an edge. */
const GRID = pointsAt(...Array.from({ length: 40 * 40 }, (_, i): Corner => [-1.97 + 0.1 * (i % 40), -1.96 + 0.1 * Math.floor(i / 40)]))
const lasso = (...corners: readonly Corner[]): Shape => ({ kind: 'lasso', corners })

/** As chosenBy, by a condition on the place. */
const where = (holds: (x: number, y: number) => boolean): number[] => [...GRID.x.keys()].filter(row => holds(GRID.x[row], GRID.y[row]))

describe('lasso', () => {
  test('a triangle holds what three half planes hold, whichever way round', () => {
    const expected = where((x, y) => y > -1 && y < 1 - 2 * Math.abs(x))
    expect(chosenBy(GRID, lasso([-1, -1], [1, -1], [0, 1]))).toEqual(expected)
    expect(chosenBy(GRID, lasso([0, 1], [1, -1], [-1, -1]))).toEqual(expected)
    expect(expected.length).toBeGreaterThan(150)
  })

  test('a concave U leaves out what is between its arms', () => {
    const u = lasso([-1.5, 1.5], [-1.5, -1.5], [1.5, -1.5], [1.5, 1.5], [0.5, 1.5], [0.5, -0.5], [-0.5, -0.5], [-0.5, 1.5])
    expect(chosenBy(GRID, u)).toEqual(where((x, y) => Math.abs(x) < 1.5 && Math.abs(y) < 1.5 && !(Math.abs(x) < 0.5 && y > -0.5)))
  })

  test('a bow tie that crosses itself holds both its halves', () => {
    expect(chosenBy(GRID, lasso([-1, -1], [1, 1], [1, -1], [-1, 1]))).toEqual(where((x, y) => Math.abs(x) < 1 && Math.abs(y) < Math.abs(x)))
  })

  test('a line that goes round twice holds what is inside both loops too', () => {
    const twice = lasso([-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1], [1.5, -1], [1.5, 1.5], [-1, 1.5])
    expect(chosenBy(GRID, twice)).toEqual(where((x, y) => x > -1 && y > -1 && x < 1.5 && y < 1.5))
  })

  test('a free-hand line of a thousand corners agrees with the circle that it follows', () => {
    const corners = Array.from({ length: 1000 }, (_, i): Corner => [1.234 * Math.cos((i * Math.PI) / 500), 1.234 * Math.sin((i * Math.PI) / 500)])
    expect(chosenBy(GRID, lasso(...corners))).toEqual(where((x, y) => Math.hypot(x, y) < 1.234))
  })
})

test('a box holds its edges; the particles without a place are in no shape', () => {
  const points = pointsAt([0, 0], [1, 1], [1.01, 0], [NaN, NaN], [0.5, NaN], [NaN, 0.5])
  expect(chosenBy(points, { kind: 'box', x: [0, 1], y: [0, 1] })).toEqual([0, 1])
  expect(chosenBy(points, lasso([-9, -9], [9, -9], [9, 9], [-9, 9]))).toEqual([0, 1, 2])
  expect(chosenBy(points, { kind: 'brush', path: [[0, 0], [2, 2]], radius: [5, 5] })).toEqual([0, 1, 2])
})

test('a brush is round on the screen, where the axes have scales of their own, and a dab is a brush', () => {
  const path: Corner[] = [[-1, 0], [1, 0]]
  const isNear = (x: number, y: number): boolean => Math.hypot(Math.max(0, Math.abs(x) - 1) / 0.5, y / 0.25) <= 1
  expect(chosenBy(GRID, { kind: 'brush', path, radius: [0.5, 0.25] })).toEqual(where(isNear))
  expect(chosenBy(GRID, { kind: 'brush', path: [[0, 0]], radius: [0.5, 0.5] })).toEqual(where((x, y) => Math.hypot(x, y) <= 0.5))
})

test('shapes set, add and take away, and leave what was chosen before as it was', () => {
  const before = Uint8Array.of(1, 1, 0, 0), hits = (): Uint8Array => Uint8Array.of(0, 1, 1, 0)
  expect([...combined(before, hits(), 'set')]).toEqual([0, 1, 1, 0])
  expect([...combined(before, hits(), 'add')]).toEqual([1, 1, 1, 0])
  expect([...combined(before, hits(), 'remove')]).toEqual([1, 0, 0, 0])
  expect([...combined(null, hits(), 'remove')]).toEqual([0, 0, 0, 0])
  expect([...before]).toEqual([1, 1, 0, 0])
  expect([...rowsOf(before)]).toEqual([0, 1])
  expect(modeOf({ shiftKey: true, altKey: false })).toBe('add')
  expect(modeOf({ shiftKey: true, altKey: true })).toBe('remove')
})

test('what is drawn over the picture is the same shape in the units of the points', () => {
  const view = { x: [0, 10], y: [100, 200] } as const
  const box = shapeOf({ tool: 'box', mode: 'set', path: [[50, 25], [10, 75]] }, view, 100, 100)
  expect(box).toEqual({ kind: 'box', x: [1, 5], y: [125, 175] })
  expect(shapeOf({ tool: 'lasso', mode: 'set', path: [[0, 0], [1, 1]] }, view, 100, 100)).toBeNull()
  const dab = shapeOf({ tool: 'brush', mode: 'set', path: [[0, 0]] }, view, 100, 50)
  expect(dab).toEqual({ kind: 'brush', path: [[0, 200]], radius: [expect.closeTo(1.4), expect.closeTo(28)] })
  const begun = { tool: 'lasso', mode: 'set', path: [[0, 0]] } as const
  expect(extended(begun, [1, 1])).toBe(begun)
  expect(outlineOf(extended(extended(begun, [5, 0]), [5, 5]))).toBe('M0,0L5,0L5,5Z')
})

test('the view shows everything, zooms about the pointer and no farther out than twice the whole', () => {
  const home = homeView(pointsAt([0, -1], [10, 3], [NaN, NaN]))
  expect(home.x[0]).toBeCloseTo(-0.4)
  expect(home.y[1]).toBeCloseTo(3.16)
  const near = zoomed(home, 4, [0.25, 0.5], home)
  expect(near.x[1] - near.x[0]).toBeCloseTo((home.x[1] - home.x[0]) / 4)
  const at = (view: typeof home): number => view.x[0] + 0.25 * (view.x[1] - view.x[0])
  expect(at(near)).toBeCloseTo(at(home))
  const far = zoomed(home, 0.01, [0.5, 0.5], home)
  expect(far.x[1] - far.x[0]).toBeCloseTo(2 * (home.x[1] - home.x[0]))
  expect(moved(home, 0.5, 0).x[0]).toBeCloseTo(home.x[0] - 0.5 * (home.x[1] - home.x[0]))
})

test('the denser the points, the finer; nearer they grow', () => {
  const few = lookOf(300, 400_000, 1), many = lookOf(1e6, 400_000, 1)
  expect(few.size).toBe(7)
  expect(many.size).toBe(1.5)
  expect(many.opacity).toBeLessThan(few.opacity)
  expect(lookOf(1e6, 400_000, 10).size).toBeGreaterThan(many.size)
})

test('categories have a colour each, numbers a step of the scale, and what has no value the first', () => {
  expect([...categoryIndices(Float32Array.of(0, 1, 254, 255, NaN))]).toEqual([1, 2, 255, 1, 0])
  expect([...scaleIndices(Float32Array.of(-9, 0, 1, 2, 9, NaN), [0, 2])]).toEqual([1, 1, 128, 255, 255, 0])
  expect(scaleIndices(Float32Array.of(5, 5), [5, 5])).toHaveLength(2)
  const palette = scalePalette()
  expect([...palette.subarray(4, 8)]).toEqual([...scaleColour(0), 255])
  expect([...palette.subarray(4 * 255)]).toEqual([...scaleColour(1), 255])
})

test('percentiles do without what is not finite, also of more values than are sorted', () => {
  expect(percentiles(Float32Array.from({ length: 101 }, (_, i) => 100 - i), 0.01, 0.99)).toEqual([1, 99])
  expect(percentiles(Float32Array.of(NaN, Infinity), 0, 1)).toBeNull()
  const [low, high] = percentiles(Float32Array.from({ length: 1e6 }, (_, i) => (i * 7919) % 1e6), 0.01, 0.99)!
  expect(low / 1e4).toBeCloseTo(1, 1)
  expect(high / 99e4).toBeCloseTo(1, 2)
})
