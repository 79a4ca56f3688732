import { describe, expect, test } from 'vitest'
import { octree, type Detail } from '../../../src/main/compute/graph/octree.ts'
import type { Nodes } from '../../../src/main/compute/graph/voxelGraph.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'

const SIZE = 36
const CUBE = SIZE ** 3

/** [size³] of a value of x, y, z, voxels from the origin. */
function map(value: (x: number, y: number, z: number) => number): Float32Array {
  const half = SIZE >> 1
  return Float32Array.from({ length: CUBE }, (_, v) => value((v % SIZE) - half, (Math.floor(v / SIZE) % SIZE) - half, Math.floor(v / SIZE ** 2) - half))
}

const ball = (radius: number): Float32Array => map((x, y, z) => (Math.hypot(x - 1, y, z + 2) < radius ? 1 : 0))
/** Fine structure round a point (6, y0, 0). */
const spotAt = (y0: number): Detail => ({ map: map((x, y, z) => Math.exp(-((x - 6) ** 2 + (y - y0) ** 2 + z ** 2) / 8) * Math.cos(x) * Math.cos(y - y0)), share: 1 })
const spot = spotAt(-4)
const mask = ball(13)
const inside = mask.reduce((sum, v) => sum + v, 0)

/** Summed squared error of one value a cell. */
function error({ count, ofVoxel, voxels }: Nodes, { map }: Detail): number {
  const sum = new Float64Array(count)
  ofVoxel.forEach((node, v) => { if (node >= 0) sum[node] += map[v] / voxels[node] })
  return ofVoxel.reduce((total, node, v) => (node < 0 ? total : total + (map[v] - sum[node]) ** 2), 0)
}

describe.each([1, 8, 60, 500, 2000])('an octree of about %i nodes', wanted => {
  const nodes = octree(SIZE, mask, [spot], wanted)

  test('has them: a division adds seven at most, and roots are never joined', () => {
    expect(nodes.count).toBeGreaterThanOrEqual(wanted)
    if (wanted >= 60) expect(nodes.count).toBeLessThanOrEqual(wanted + 6)
  })

  test('holds every voxel of the mask in one node, and none outside', () => {
    const members = new Uint32Array(nodes.count), sums = new Float64Array(3 * nodes.count)
    const low = new Float64Array(3 * nodes.count).fill(Infinity), high = new Float64Array(3 * nodes.count).fill(-Infinity)
    let misplaced = 0
    for (let v = 0; v < CUBE; v++) {
      const node = nodes.ofVoxel[v]
      if (node >= 0 !== mask[v] > 0) misplaced++
      if (node < 0) continue
      members[node]++
      for (let axis = 0; axis < 3; axis++) {
        const at = Math.floor(v / SIZE ** axis) % SIZE
        sums[3 * node + axis] += at - (SIZE >> 1)
        low[3 * node + axis] = Math.min(low[3 * node + axis], at)
        high[3 * node + axis] = Math.max(high[3 * node + axis], at)
      }
    }
    expect(misplaced).toBe(0)
    expect(nodes.voxels).toEqual(members)
    expect(members.reduce((a, b) => a + b, 0)).toBe(inside)
    // The voxels of a node lie in one cell of a grid of its side.
    for (let at = 0; at < 3 * nodes.count; at++) {
      const node = Math.floor(at / 3), side = nodes.side[node]
      if (Math.abs(nodes.centre[at] - sums[at] / members[node]) > 1e-4 || Math.floor(low[at] / side) !== Math.floor(high[at] / side)) misplaced++
    }
    expect(misplaced).toBe(0)
  })

  test('is the same every time', () => expect(octree(SIZE, mask, [spot], wanted)).toEqual(nodes))
})

test('cells are fine where the detail is and coarse elsewhere', () => {
  const nodes = octree(SIZE, mask, [spot], 400)
  const sides = (where: (distance: number) => boolean): number[] =>
    [...nodes.side].filter((_, node) => where(Math.hypot(nodes.centre[3 * node] - 6, nodes.centre[3 * node + 1] + 4, nodes.centre[3 * node + 2])))
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  expect(mean(sides(distance => distance < 3))).toBe(1)
  expect(mean(sides(distance => distance > 14))).toBeGreaterThan(3)
})

test('nodes go where they tell most: far less is lost than in cells of one size', () => {
  const uniform = octree(SIZE, mask, [{ map: new Float32Array(CUBE), share: 1 }], 400), adaptive = octree(SIZE, mask, [spot], 400)
  expect(Math.abs(uniform.count - adaptive.count)).toBeLessThan(7)
  expect(error(adaptive, spot)).toBeLessThan(0.15 * error(uniform, spot))
})

test('details divide the nodes by their shares, whatever units they have', () => {
  // A coarsest cell further on: the same cells would hold it.
  const other = spotAt(4)
  const fine = (details: Detail[]): number[] => {
    const nodes = octree(SIZE, mask, details, 250)
    return [-4, 4].map(y => [...nodes.side].filter((side, node) => side === 1 && Math.hypot(nodes.centre[3 * node] - 6, nodes.centre[3 * node + 1] - y, nodes.centre[3 * node + 2]) < 4).length)
  }
  const equal = fine([spot, other]), unequal = fine([spot, { ...other, share: 0.02 }])
  expect(Math.min(...equal)).toBeGreaterThan(0.7 * Math.max(...equal))
  expect(unequal[0]).toBeGreaterThan(2 * unequal[1])
  expect(fine([spot, { ...other, map: Float32Array.from(other.map, v => 1024 * v) }])).toEqual(equal)
})

test('without any detail the cells are as even as cells can be', () => {
  const nodes = octree(SIZE, mask, [{ map: new Float32Array(CUBE), share: 1 }], 300)
  expect(nodes.count).toBeGreaterThanOrEqual(300)
  // Only a boundary cell, shrunk to the voxels that it has, is smaller than half the coarsest.
  const sides = [...nodes.side], coarsest = Math.max(...sides)
  expect(sides.filter(side => side < coarsest / 2).length).toBeLessThan(0.15 * nodes.count)
})

test('more nodes than voxels: one a voxel', () => {
  const small = ball(3), voxels = small.reduce((sum, v) => sum + v, 0)
  const random = seededRandom(1)
  for (const detail of [new Float32Array(CUBE), Float32Array.from({ length: CUBE }, () => random.normal())]) {
    const nodes = octree(SIZE, small, [{ map: detail, share: 1 }], 10_000)
    expect(nodes.count).toBe(voxels)
    expect(nodes.side.every(side => side === 1)).toBe(true)
  }
})

test('an empty mask has no nodes', () => expect(octree(SIZE, new Float32Array(CUBE), [spot], 10).count).toBe(0))
