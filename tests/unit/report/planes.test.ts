import { expect, test } from 'vitest'
import { centralSlice, projection, quantile, windowAround } from '../../../src/main/report/planes.ts'
import { reduced } from '../../../src/main/report/pictures.ts'
import { ticks } from '../../../src/main/report/plots/scale.ts'

const BOX = 8
const all = { start: 0, size: BOX }
const volume = { box: BOX, pixelSize: 2, data: Float32Array.from({ length: BOX ** 3 }, (_, i) => (i * 7919) % 101) }
const at = (x: number, y: number, z: number): number => volume.data[(z * BOX + y) * BOX + x]

test('a central slice holds the voxels of the plane through the origin', () => {
  expect(centralSlice(volume, all, 2).data[3 * BOX + 5]).toBe(at(5, 3, 4))
  expect(centralSlice(volume, all, 1).data[3 * BOX + 5]).toBe(at(5, 4, 3))
  expect(centralSlice(volume, all, 0).data[3 * BOX + 5]).toBe(at(4, 5, 3))
  expect(centralSlice(volume, { start: 2, size: 5 }, 2).data[1 * 5 + 3]).toBe(at(5, 3, 4))
})

test('projections along all three axes hold all the density', () => {
  const total = volume.data.reduce((sum, value) => sum + value, 0)
  for (const axis of [0, 1, 2] as const) expect(projection(volume, all, axis).data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 2)
  let ray = 0
  for (let z = 0; z < BOX; z += 1) ray += at(5, 3, z)
  expect(projection(volume, all, 2).data[3 * BOX + 5]).toBe(ray)
})

test('the window holds what rises above the level, centred on the origin, and is the whole box where nothing does', () => {
  const data = new Float32Array(48 ** 3)
  data[(24 * 48 + 24) * 48 + 30] = 1
  const window = windowAround({ box: 48, pixelSize: 1, data }, 0.5)
  expect(window).toEqual({ start: 14, size: 21 })
  expect(windowAround({ box: 48, pixelSize: 1, data }, 2)).toEqual({ start: 0, size: 48 })
})

test('a picture that is too fine is averaged, never sampled', () => {
  const size = 450
  const plane = { size, pixelSize: 1, data: Float32Array.from({ length: size ** 2 }, (_, i) => i % 3) }
  const small = reduced(plane)
  expect([small.size, small.pixelSize]).toEqual([150, 3])
  expect(small.data.every(value => Math.abs(value - 1) < 1e-6)).toBe(true)
})

test('quantiles, and axis marks that are round and inside', () => {
  expect(quantile(Float32Array.of(5, 1, 3, 2, 4), 0.5)).toBe(3)
  expect(ticks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(ticks([-0.13, 0.32], 5)).toEqual([-0.1, 0, 0.1, 0.2, 0.3])
  expect(ticks([3, 3], 5)).toEqual([3])
})
