import { describe, expect, test } from 'vitest'
import { envelopeMask, largestPiece } from '../../src/main/numerics/envelopeMask.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { blobMolecule, blobVolume } from './blobs.ts'

const N = 24
const at = (x: number, y: number, z: number, n = N): number => (z * n + y) * n + x
const cube = (n: number, voxels: readonly (readonly [number, number, number])[]): Float32Array => {
  const out = new Float32Array(n ** 3)
  for (const [x, y, z] of voxels) out[at(x, y, z, n)] = 1
  return out
}

describe('the largest piece', () => {
  test('is joined by faces, not by edges, nor round the box', () => {
    const n = 6
    const long = [[1, 2, 1], [2, 2, 1], [2, 3, 1], [2, 3, 2]] as const
    // A neighbour by its edge; two rows that follow each other in memory, and two planes.
    const others = [[3, 4, 2], [3, 0, 0], [4, 0, 0], [5, 0, 0], [0, 1, 0], [1, 1, 0], [3, 5, 3], [4, 5, 3], [5, 5, 3], [0, 0, 4], [1, 0, 4]] as const
    const found = largestPiece(cube(n, [...long, ...others]), n, 0.5)
    expect([...found.keys()].filter(i => found[i])).toEqual(long.map(([x, y, z]) => at(x, y, z, n)).toSorted((a, b) => a - b))
  })
  test('of nothing is nothing', () => expect(largestPiece(new Float32Array(27), 3, 0).every(v => v === 0)).toBe(true))
  test('of everything is everything', () => expect(largestPiece(new Float32Array(27).fill(1), 3, 0.5).every(v => v === 1)).toBe(true))
})

test('reaches as far as it says, softly, from every voxel of the piece', () => {
  const map = cube(N, [[12, 12, 12], [13, 12, 12]])
  const mask = envelopeMask(map, N, 0.5, 5)
  const along = (d: number): number => mask[at(13 + d, 12, 12)]
  expect(along(0)).toBeCloseTo(1, 3)
  // The edge of the ball is blurred by one voxel; at its tip there is more outside than inside.
  expect(along(3)).toBeGreaterThan(0.9)
  expect(along(5)).toBeGreaterThan(0.3)
  expect(along(6)).toBeLessThan(0.3)
  expect(along(9)).toBe(0)
  expect(mask[at(12 - 5, 12, 12)]).toBeCloseTo(along(5), 5)
  expect(mask[at(12, 12 + 5, 12)]).toBeCloseTo(mask[at(12, 12, 12 - 5)], 5)
  expect(mask.every(v => v >= 0 && v <= 1 + 1e-6)).toBe(true)
})

test('holds the particle and leaves noise and distant dirt outside', () => {
  const n = 48, random = seededRandom(3)
  const particle = blobVolume(blobMolecule(20, 8, 1.6, 4), n), highest = particle.reduce((a, b) => Math.max(a, b), 0)
  const map = particle.map(v => v + 0.02 * highest * random.normal())
  for (const [x, y, z] of [[3, 3, 3], [44, 24, 24], [24, 4, 40]]) for (const d of [0, 1, 2]) map[at(x + d, y, z, n)] = highest / 2
  const mask = envelopeMask(map, n, 0.1, 3)
  expect(particle.every((v, i) => v < 0.12 * highest || mask[i] > 0.9)).toBe(true)
  for (const [x, y, z] of [[4, 3, 3], [45, 24, 24], [25, 4, 40]]) expect(mask[at(x, y, z, n)]).toBe(0)
  expect(mask.reduce((sum, v) => sum + v, 0) / n ** 3).toBeLessThan(0.25)
})

test('a particle that touches the wall is not continued on the other side', () => {
  const mask = envelopeMask(cube(N, [[0, 12, 12], [0, 13, 12]]), N, 0.5, 4)
  expect(mask[at(2, 12, 12)]).toBeGreaterThan(0.9)
  for (let z = 0; z < N; z++) for (let y = 0; y < N; y++) expect(mask[at(N - 1, y, z)]).toBe(0)
})

test('a thick piece is filled to its middle', () => {
  const solid: [number, number, number][] = []
  for (let z = 8; z < 16; z++) for (let y = 8; y < 16; y++) for (let x = 8; x < 16; x++) solid.push([x, y, z])
  const mask = envelopeMask(cube(N, solid), N, 0.5, 4)
  expect(solid.every(([x, y, z]) => mask[at(x, y, z)] > 0.98)).toBe(true)
  expect(mask[at(0, 0, 0)]).toBe(0)
})
