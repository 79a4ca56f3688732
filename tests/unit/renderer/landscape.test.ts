import { expect, test } from 'vitest'
import type { Column } from '../../../src/preload/contract/calls/particles.ts'
import { colourBy, middlesOf, ofCategory } from '../../../src/renderer/steps/landscape/colourBy.ts'
import { embedCommand } from '../../../src/renderer/steps/landscape/embedCommand.ts'
import { histogramOf, within } from '../../../src/renderer/steps/landscape/histogramOf.ts'
import { landscapeTable } from '../../../src/renderer/steps/landscape/landscapeTable.ts'
import { picked } from '../../../src/renderer/steps/landscape/picked.ts'
import { axisOf, componentAxis, planeOf, planeShown, planesOf } from '../../../src/renderer/steps/landscape/planes.ts'
import { spaceOf } from '../../../src/renderer/steps/landscape/spaces.ts'

const COLUMN: Column = { key: 'editedClass', title: 'Class', unit: null, about: '', kind: 'category', range: [0, 2], names: ['junk', 'open', 'closed'] }
const POINTS = { x: Float32Array.of(1, 2, 3, NaN, 9), y: Float32Array.of(1, 1, 1, NaN, 5) }
const CLASSES = Float32Array.of(1, 1, 1, 0, 2)

test('classes are counted among the particles that have a place, and named where most of them are', () => {
  const { categories, scale } = colourBy(COLUMN, CLASSES, POINTS, new Map())
  expect(scale).toBeNull()
  expect(categories).toEqual([{ value: 1, name: 'open', count: 3 }, { value: 2, name: 'closed', count: 1 }])
  expect([...ofCategory(POINTS, CLASSES, categories[0])]).toEqual([1, 1, 1, 0, 0])
  expect(middlesOf(POINTS, CLASSES, categories).map(({ x, y }) => [x, y])).toEqual([[2, 1], [9, 5]])
})

test('numbers are coloured from their 1st to their 99th percentile, with their unit', () => {
  const { scale, categories } = colourBy({ ...COLUMN, key: 'defocus', title: 'Defocus', unit: 'µm', kind: 'number', names: null }, Float32Array.from({ length: 101 }, (_, i) => i), POINTS, new Map())
  expect(scale).toEqual({ spec: { title: 'Defocus', unit: 'µm' }, range: [1, 99] })
  expect(categories).toEqual([])
})

test('a histogram counts every finite value once, and a range chooses exactly those that it counts', () => {
  const values = Float32Array.of(0, 0.1, 0.9, 1, NaN)
  expect(histogramOf(values, 2)).toEqual({ edges: [0, 0.5, 1], counts: [2, 2] })
  expect([...within(values, { min: 0.5, max: null })!]).toEqual([0, 0, 1, 1, 0])
  expect([...within(values, { min: null, max: 0 })!]).toEqual([1, 0, 0, 0, 0])
  expect(within(values, { min: null, max: null })).toBeNull()
  expect(within(values, { min: 5, max: 6 })).toBeNull()
  expect(histogramOf(Float32Array.of(NaN), 2)).toBeNull()
})

test('the table holds the chosen particles, or all that have a place, by the number that people count by', () => {
  const table = landscapeTable(POINTS, [{ title: 'Component 1' }, { title: 'Component 2' }], { by: { ...COLUMN, axis: null }, values: CLASSES }, Uint32Array.of(4))
  expect(table.rows).toEqual([[5, 9, 5, 'closed']])
  expect(landscapeTable(POINTS, [{ title: 'a' }, { title: 'b' }], { by: { ...COLUMN, axis: null }, values: CLASSES }, new Uint32Array()).rows).toHaveLength(4)
})

const COMPONENTS = [{ key: 'pc1', title: 'Component 1', variance: 0.6 }, { key: 'pc2', title: 'Component 2', variance: 0.3 }, { key: 'pc3', title: 'Component 3', variance: 0.1 }]

test('components lie one behind the other, and an unknown one falls back', () => {
  const { axes, used, coordinates } = spaceOf('components', { components: COMPONENTS, particles: 2, used: 1 }, Float32Array.of(1, NaN, 3, NaN, 5, NaN))
  expect(planeOf(axes[0], axes[2])).toEqual({ x: Float32Array.of(1, NaN), y: Float32Array.of(5, NaN) })
  expect([used, coordinates.components, coordinates.particles]).toEqual([1, 3, 2])
  expect([axisOf(axes, 'pc2', 0).key, axisOf(axes, 'pc9', 1).key, axisOf(axes.slice(0, 1), 'pc9', 1).key]).toEqual(['pc2', 'pc2', 'pc1'])
  expect(componentAxis(axes[2])).toEqual({ title: 'Component 3, 10 % of the variance' })
})

test('what the network makes of the particles is a plane beside the components, and stands for them where there are none', () => {
  const values = new Float32Array(6), components = spaceOf('components', { components: COMPONENTS, particles: 2, used: 2 }, values), network = spaceOf('network', { components: COMPONENTS, particles: 2, used: 2 }, values)
  expect(planesOf([components])).toEqual(['components', 'umap', 'network', 'networkUmap'])
  expect(planesOf([network])).toEqual(['network', 'networkUmap'])
  expect(planeShown('network', [components])).toBe('network') // where it is said why there is none
  expect([planeShown('components', [network]), planeShown('umap', [network]), planeShown('umap', [components, network])]).toEqual(['network', 'networkUmap', 'umap'])
})

test('picked places are rows, and no more than asked for', () => {
  const rows = Uint32Array.of(10, 20, 30, 40, 50)
  expect(picked(rows, [[0, 2], [4, 5]], 100)).toEqual([10, 20, 50])
  expect(picked(rows, [[0, 5]], 2)).toEqual([10, 20])
})

test('the command can be pasted into a shell', () => {
  expect(embedCommand('/data/my project', 6)).toBe("cgr embed '/data/my project' --components 6")
})
