import { expect, test } from 'vitest'
import { LayerMaps } from '../../../src/renderer/viewer/surface/layerMaps.ts'
import type { DensityBytes, Surface } from '../../../src/renderer/viewer/surface/layerProtocol.ts'
import { reachOf } from '../../../src/renderer/viewer/surface/reach.ts'
import { sampleMap } from '../../../src/renderer/viewer/surface/sampleMap.ts'
import { ball, noise } from './meshChecks.ts'

const BOX = 32

function layer(density: Float32Array, box = BOX): LayerMaps {
  const maps = new LayerMaps()
  maps.begin('density', box, 2)
  const half = density.length >> 1
  maps.fill('density', 0, density.slice(0, half))
  maps.fill('density', half, density.slice(half))
  return maps
}

test('a surface is coloured by another map of another sampling at the same place', () => {
  const maps = layer(ball(BOX, 2, 20))
  // x in Å, from −30 to 30, on a finer grid.
  maps.begin('colour', 64, 1)
  maps.fill('colour', 0, Float32Array.from({ length: 64 ** 3 }, (_, i) => (i % 64) - 32))
  const { pieces, triangles } = maps.make({ kind: 'surface', level: 0, colour: { range: [-20, 20], scale: 'diverging' } }) as Surface
  expect(triangles).toBeGreaterThan(500)
  for (const { positions, colours } of pieces) {
    for (let i = 0; i < positions.length / 3; i++) {
      if (positions[3 * i] < -10) expect(colours![4 * i + 2]).toBeGreaterThan(colours![4 * i] + 20)
      if (positions[3 * i] > 10) expect(colours![4 * i]).toBeGreaterThan(colours![4 * i + 2] + 20)
    }
  }
})

test('without an order for colours there are none', () => {
  const { pieces } = layer(ball(BOX, 2, 20)).make({ kind: 'surface', level: 0, colour: null }) as Surface
  expect(pieces[0].colours).toBeNull()
})

test('the surface knows how far it reaches', () => {
  const { reachA, farthestA } = layer(ball(BOX, 2, 20)).make({ kind: 'surface', level: 0, colour: null }) as Surface
  expect(farthestA).toBeCloseTo(20, 1)
  expect(reachA).toBeGreaterThan(18)
  expect(reachA).toBeLessThan(25)
})

test('bytes run from the mean to the greatest density', () => {
  const density = ball(BOX, 2, 20)
  const { bytes, low, high } = layer(density).make({ kind: 'bytes', level: 0 }) as DensityBytes
  expect(low).toBeCloseTo(density.reduce((sum, x) => sum + x, 0) / density.length, 3)
  expect(high).toBeCloseTo(20, 5)
  expect(bytes[(16 * BOX + 16) * BOX + 16]).toBe(255)
  expect(bytes[0]).toBe(0)
})

test('a surface within the noise is drawn from a binned map instead of filling the graphics card', () => {
  const box = 160
  const { triangles, binning } = layer(noise(box ** 3), box).make({ kind: 'surface', level: 0, colour: null }) as Surface
  expect(binning).toBe(2)
  expect(triangles).toBeLessThan(3_000_000)
})

test('a new map takes the old one’s place', () => {
  const maps = layer(ball(BOX, 2, 20))
  maps.begin('density', BOX, 2)
  maps.fill('density', 0, ball(BOX, 2, 10))
  expect((maps.make({ kind: 'surface', level: 0, colour: null }) as Surface).farthestA).toBeCloseTo(10, 1)
})

test('specks in the corners do not count for the reach; without any density it is half the box', () => {
  const voxels = ball(BOX, 1, 8)
  voxels[0] = 5
  expect(reachOf({ voxels, box: BOX, pixelSizeA: 1 }, 0)).toBeLessThan(11)
  expect(reachOf({ voxels, box: BOX, pixelSizeA: 1 }, 100)).toBe(16)
})

test('samples are trilinear, those beyond the box are no numbers', () => {
  const voxels = Float32Array.from({ length: 8 ** 3 }, (_, i) => (i % 8) + 10 * (Math.floor(i / 8) % 8) + 100 * Math.floor(i / 64))
  const [middle, between, edge, outside] = sampleMap({ voxels, box: 8, pixelSizeA: 2 }, Float32Array.of(0, 0, 0, 1, -1, 3, 7, 0, 0, 20, 0, 0))
  expect(middle).toBeCloseTo(444, 4)
  expect(between).toBeCloseTo(4.5 + 35 + 550, 3)
  expect(edge).toBeCloseTo(447, 4)
  expect(outside).toBeNaN()
})

test('a level below all density gives the box', () => {
  const { triangles, farthestA } = layer(ball(BOX, 2, 20)).make({ kind: 'surface', level: -1000, colour: null }) as Surface
  expect(triangles).toBeGreaterThan(12 * (BOX - 1) ** 2)
  expect(farthestA).toBeGreaterThan(2 * (BOX / 2) * Math.sqrt(3) * 0.98)
})
