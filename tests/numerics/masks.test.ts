import { describe, expect, test } from 'vitest'
import { connectedComponents } from '../../src/main/numerics/connectedComponents.ts'
import { squaredDistance } from '../../src/main/numerics/distanceTransform.ts'
import { otsuThreshold, softened, softMask } from '../../src/main/numerics/masks.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { blobMolecule, blobVolume } from './blobs.ts'

const at = (n: number, x: number, y: number, z: number): number => (z * n + y) * n + x

test('squared distances equal those of brute force', () => {
  const n = 11
  const random = seededRandom(3)
  const inside = Uint8Array.from({ length: n ** 3 }, () => (random.uniform() < 0.01 ? 1 : 0))
  const marked = [...inside.keys()].filter(i => inside[i]).map(i => [i % n, Math.floor(i / n) % n, Math.floor(i / n / n)])
  expect(marked.length).toBeGreaterThan(3)
  const distance = squaredDistance(inside, n)
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) expect(distance[at(n, x, y, z)]).toBe(Math.min(...marked.map(([a, b, c]) => (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2)))
    }
  }
})

test('nothing marked is infinitely far', () => {
  expect(squaredDistance(new Uint8Array(27), 3).every(d => d === Infinity)).toBe(true)
})

test('parts are joined by faces, not by edges or across the box', () => {
  const n = 5
  const inside = new Uint8Array(n ** 3)
  for (const voxel of [[0, 0, 0], [1, 0, 0], [2, 1, 0], [2, 1, 1], [4, 0, 0]]) inside[at(n, voxel[0], voxel[1], voxel[2])] = 1
  const { label, size } = connectedComponents(inside, n)
  expect(size.slice(1).toSorted()).toEqual([1, 2, 2])
  expect(label[at(n, 0, 0, 0)]).toBe(label[at(n, 1, 0, 0)])
  expect(label[at(n, 2, 1, 0)]).toBe(label[at(n, 2, 1, 1)])
  expect(label[at(n, 1, 0, 0)]).not.toBe(label[at(n, 2, 1, 0)])
  expect(label[at(n, 4, 0, 0)]).not.toBe(label[at(n, 0, 0, 0)])
})

test('the edge is a raised cosine of the distance', () => {
  const n = 21
  const core = new Uint8Array(n ** 3)
  core[at(n, 10, 10, 10)] = 1
  const mask = softened(core, n, 3, 4)
  const value = (distance: number): number => mask[at(n, 10 + distance, 10, 10)]
  expect([0, 1, 2, 3].map(value)).toEqual([1, 1, 1, 1])
  expect(value(4)).toBeCloseTo(0.5 + 0.5 * Math.cos(Math.PI / 4), 6)
  expect(value(5)).toBeCloseTo(0.5, 6)
  expect([7, 8, 9].map(value)).toEqual([0, 0, 0])
})

test('Otsu splits two humps between them', () => {
  const random = seededRandom(1)
  const map = Float32Array.from({ length: 20000 }, (_, i) => (i % 10 === 0 ? 5 : 0) + 0.5 * random.normal())
  const split = otsuThreshold(map, new Uint8Array(map.length).fill(1))
  expect(split).toBeGreaterThan(1.5)
  expect(split).toBeLessThan(3.5)
})

describe('the automatic mask', () => {
  const n = 48
  const blobs = blobMolecule(40, 11, 1.5, 2)
  const clean = blobVolume(blobs, n)
  const peak = clean.reduce((most, value) => Math.max(most, value), 0)
  const random = seededRandom(7)
  const noisy = clean.map(value => value + 0.15 * peak * random.normal())

  test.each([['a clean map', clean], ['a map in noise', noisy]])('%s: holds the molecule, weak parts too, and leaves most solvent out', (_, map) => {
    const { data, found } = softMask(map, n, 3)
    expect(found).toBe(true)
    const density = clean.reduce((sum, value) => sum + value, 0)
    expect(clean.reduce((sum, value, i) => sum + value * data[i], 0) / density).toBeGreaterThan(0.99)
    expect(clean.every((value, i) => value < 0.15 * peak || data[i] > 0.9)).toBe(true)
    expect(data.reduce((sum, value) => sum + value, 0) / data.length).toBeLessThan(0.3)
    expect(data[at(n, 1, 1, 1)]).toBe(0)
    expect(data.every(value => value >= 0 && value <= 1)).toBe(true)
  })

  test('a speck far from the molecule is left out', () => {
    const speck = clean.slice()
    for (const [dx, dy, dz] of [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]) speck[at(n, 24 + dx, 24 + dy, 4 + dz)] = 2 * peak
    const { data } = softMask(speck, n, 3)
    expect(data[at(n, 24, 24, 4)]).toBe(0)
    expect(data[at(n, 24, 24, 24)]).toBe(1)
  })

  test('without a molecule the mask is a ball, and says so', () => {
    const { data, found } = softMask(new Float32Array(n ** 3), n, 3)
    expect(found).toBe(false)
    expect(data[at(n, 24, 24, 24)]).toBe(1)
    expect(data[0]).toBe(0)
  })
})
