import { describe, expect, test } from 'vitest'
import { detailsOf } from '../../../src/main/compute/graph/details.ts'
import { resizeMap } from '../../../src/main/compute/graph/resize.ts'
import { fourierGrid } from '../../../src/main/numerics/fourierGrid.ts'
import { blobMolecule, blobVolume } from '../../numerics/blobs.ts'

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0)
const highest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0)
/** The same molecule in boxes of the same width; blobs are given in voxels of 32. */
const molecule = (box: number): Float32Array => blobVolume(blobMolecule(9, 6, 3, 4).map(({ x, y, z, sigma, weight }) => ({ x: (x * box) / 32, y: (y * box) / 32, z: (z * box) / 32, sigma: (sigma * box) / 32, weight })), box)

describe('a map in another box of the same width', () => {
  test.each([[24, 32], [32, 24], [32, 80], [48, 32], [32, 33], [36, 36]])('%i → %i: the density in every place stays', (size, box) => {
    const expected = molecule(box)
    expect(worst(resizeMap(molecule(size), size, box), expected) / highest(expected)).toBeLessThan(0.01)
  })

  test('a wave as fine as the map carries comes back with its height', () => {
    const wave = (box: number): Float32Array => Float32Array.from({ length: box ** 3 }, (_, v) => Math.cos((2 * Math.PI * 9 * ((v % box) - (box >> 1))) / box))
    expect(worst(resizeMap(wave(24), 24, 40), wave(40))).toBeLessThan(1e-4)
    expect(highest(resizeMap(wave(24), 24, 16))).toBeLessThan(1e-4)
  })
})

describe('what the octree follows', () => {
  const grid = fourierGrid(9), { size } = grid
  const wave = (k: number): Float32Array => Float32Array.from({ length: size ** 3 }, (_, v) => Math.cos((2 * Math.PI * k * ((v % size) - (size >> 1))) / size))

  test('weighs frequencies as projections do, by |k|^−½ in amplitude', () => {
    const [one, four, nine] = [1, 4, 9].map(k => highest(detailsOf(grid, [wave(k)], [1], [], new Float32Array(size ** 3))[0].map))
    expect(one).toBeCloseTo(1, 4)
    expect(four).toBeCloseTo(1 / 2, 4)
    expect(nine).toBeCloseTo(1 / 3, 4)
  })

  test('is mostly the differences, each by its occupancy; shares sum to one', () => {
    const details = detailsOf(grid, [wave(1), wave(2), wave(3)], [0.5, 0.3, 0.2], [wave(2), wave(4)], wave(1)), shares = details.map(({ share }) => share)
    expect(shares).toHaveLength(6)
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
    expect(shares[0] / shares[2]).toBeCloseTo(2.5, 10)
    expect(shares[0] + shares[1] + shares[2]).toBeGreaterThan(0.5)
    expect(shares[3]).toBe(shares[4])
  })
})
