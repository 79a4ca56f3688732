import { fourierGrid, toFourier } from '../../numerics/fourierGrid.ts'
import { resampleToBox } from '../../numerics/resample.ts'

/** A map of `size`³ voxels in a cube of `box`³ that stands for the same width, by its Fourier coefficients: none are made up. */
export function resizeMap(map: Float32Array, size: number, box: number): Float32Array {
  // The largest limit whose Fourier grid (a margin of two) has no more voxels a side than the map.
  let limit = Math.floor(size / 2)
  while (fourierGrid(limit).width > size) limit--
  const grid = { ...fourierGrid(limit), size }
  const fourier = new Float64Array(2 * grid.voxels)
  toFourier(grid, map, map, limit + 1, fourier, new Float64Array(2 * grid.voxels))
  return resampleToBox(grid, fourier, box)
}
