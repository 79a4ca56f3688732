import { expect, test } from 'vitest'
import { pathLength, walkPoints } from '../../src/main/compute/embedding/walkPoints.ts'
import type { WalkAlong } from '../../src/preload/contract/calls/landscape.ts'

/** Coordinates by component; NaN for one particle, which is junk. */
const JUNK = 500
const z = Float32Array.from({ length: 1001 }, (_, i) => (i === JUNK ? NaN : (i - 500) / 500))
const flat = new Float32Array(z.length)
const bow = z.map(v => v * v)
const axes = [z, flat, bow]
const points = (along: WalkAlong) => walkPoints(along, component => axes[component - 1])

test('points along a component are evenly spaced, and particles count at them by their distance', () => {
  const { places, bandwidth, weights } = points({ kind: 'component', component: 1, points: 5 })
  for (const [i, [place]] of places.slice(1).entries()) expect(place - places[i][0]).toBeCloseTo(bandwidth! / 0.6, 6)
  expect([places[0], places[4]]).toEqual([[expect.closeTo(-0.94, 2)], [expect.closeTo(0.94, 2)]])
  expect([weights.length, weights[2][JUNK], weights[0][1000]]).toEqual([5, 0, 0])
  weights.forEach((weight, p) => weight.forEach((w, row) => {
    const away = Math.abs(z[row] - places[p][0]) / bandwidth!
    if (away < 2.99) expect(w).toBeCloseTo(Math.exp(-(away ** 2) / 2), 10)
  }))
})

test('a path along a component, from its first point to its last, is the walk along it', () => {
  const walk = points({ kind: 'component', component: 1, points: 6 }), [from, to] = [walk.places[0][0], walk.places[5][0]]
  const path = points({ kind: 'path', x: 1, y: 2, vertices: [[from, 0], [0.1, 0], [to, 0]], points: 6 })
  expect(path.bandwidth).toBeCloseTo(walk.bandwidth!, 9)
  path.places.forEach((place, p) => expect(place).toEqual([expect.closeTo(walk.places[p][0], 9), 0]))
  path.weights.forEach((weight, p) => weight.forEach((w, row) => expect(w).toBeCloseTo(walk.weights[p][row], 9)))
})

test('points of a path lie evenly by length on its sides, round corners and over vertices given twice', () => {
  const vertices: [number, number][] = [[0, 0], [0, 3], [0, 3], [4, 3], [4, 0]]
  expect(pathLength(vertices)).toBe(10)
  const { places, bandwidth } = points({ kind: 'path', x: 1, y: 3, vertices, points: 6 })
  expect(places).toEqual([[0, 0], [0, 2], [1, 3], [3, 3], [4, 2], [4, 0]].map(place => place.map(v => expect.closeTo(v, 12))))
  expect(bandwidth).toBeCloseTo(0.6 * 2, 12)
})

test('at a point of a path particles count by their distance in the plane, to three standard deviations', () => {
  const { places, bandwidth, weights } = points({ kind: 'path', x: 1, y: 3, vertices: [[-1, 1], [0, 0], [1, 1]], points: 9 })
  let counted = 0
  weights.forEach((weight, p) => weight.forEach((w, row) => {
    const away = Math.hypot(z[row] - places[p][0], bow[row] - places[p][1]) / bandwidth!
    if (away < 2.99) expect(w).toBeCloseTo(Math.exp(-(away ** 2) / 2), 9)
    else if (!(away < 3.01)) expect(w).toBe(0)
    if (w > 0) counted++
  }))
  expect(counted).toBeGreaterThan(1000)
  expect(weights.map(weight => weight[JUNK])).toEqual(weights.map(() => 0))
})

test('chosen particles count as one, unless they have no coordinates', () => {
  const { places, bandwidth, weights: [weight] } = points({ kind: 'chosen', rows: [3, JUNK, 1000] })
  expect([places, bandwidth]).toEqual([[[]], null])
  expect([...weight.keys()].filter(row => weight[row] !== 0)).toEqual([3, 1000])
  expect([weight[3], weight[1000]]).toEqual([1, 1])
})
