import { describe, expect, test } from 'vitest'
import { forEachVoxel, fourierGrid, toFourier, toReal } from '../../src/main/numerics/fourierGrid.ts'
import { resampleToBox } from '../../src/main/numerics/resample.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { blobMolecule, blobVolume } from './blobs.ts'

const grid = fourierGrid(9)

describe.each([16, 20, 31, 32, 45])('a box of %i', box => {
  test('shows Σ V(k) e^{2πi k·x/box}, x counted from voxel box >> 1', () => {
    const random = seededRandom(2), fourier = new Float64Array(2 * grid.voxels)
    const largest = Math.floor((box - 1) / 2)
    forEachVoxel(grid, (v, x, y, z) => {
      const mate = grid.voxels - 1 - v
      if (v >= mate || Math.hypot(x, y, z) > 10) return
      const [re, im] = [random.normal(), random.normal()]
      fourier.set([re, im], 2 * v)
      fourier.set([re, -im], 2 * mate)
    })
    const map = resampleToBox(grid, fourier, box), c = box >> 1
    expect(map.length).toBe(box ** 3)
    for (const [x, y, z] of [[c, c, c], [0, 1, 2], [box - 1, c, 3], [5, box - 1, box - 2]]) {
      let sum = 0
      forEachVoxel(grid, (v, kx, ky, kz) => {
        if (Math.max(Math.abs(kx), Math.abs(ky), Math.abs(kz)) > largest) return
        const angle = (2 * Math.PI * (kx * (x - c) + ky * (y - c) + kz * (z - c))) / box
        sum += fourier[2 * v] * Math.cos(angle) - fourier[2 * v + 1] * Math.sin(angle)
      })
      expect(map[(z * box + y) * box + x]).toBeCloseTo(sum, 3)
    }
  })
})

test('the cube of the grid itself is what toReal gives', () => {
  const map = blobVolume(blobMolecule(6, 4, 1.5, 3), grid.size), fourier = new Float64Array(2 * grid.voxels)
  toFourier(grid, map, map, 10, fourier, new Float64Array(fourier.length))
  const back = new Float32Array(map.length)
  toReal(grid, fourier, new Float64Array(fourier.length), back, new Float32Array(map.length))
  const resampled = resampleToBox(grid, fourier, grid.size)
  for (let i = 0; i < back.length; i += 7) expect(resampled[i]).toBeCloseTo(back[i], 5)
})

test('a padded grid is refused: its cube is not the box', () => {
  const padded = fourierGrid(6, 2)
  expect(() => resampleToBox(padded, new Float64Array(2 * padded.voxels), 32)).toThrow('only an unpadded grid')
})
