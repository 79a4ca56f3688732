import { fft3 } from './fft3.ts'
import { forEachVoxel, type FourierGrid } from './fourierGrid.ts'

/**
 * A Hermitian Fourier volume of an unpadded grid as a density in a box of `box` voxels a side (origin at box >> 1), by
 * filling the higher frequencies with zeros; frequencies beyond the box's are dropped.
 */
export function resampleToBox(grid: FourierGrid, fourier: Float64Array, box: number): Float32Array {
  if (grid.padding !== 1) throw new RangeError('only an unpadded grid shares its box with the output')
  const cube = new Float64Array(2 * box ** 3), half = Math.floor((box - 1) / 2), shift = (-2 * Math.PI * (box >> 1)) / box
  forEachVoxel(grid, (v, x, y, z) => {
    if (Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) > half) return
    const at = 2 * ((((z + box) % box) * box + ((y + box) % box)) * box + ((x + box) % box))
    const c = Math.cos(shift * (x + y + z)), s = Math.sin(shift * (x + y + z))
    cube[at] = fourier[2 * v] * c - fourier[2 * v + 1] * s
    cube[at + 1] = fourier[2 * v] * s + fourier[2 * v + 1] * c
  })
  fft3(cube, box, 'inverse')
  return Float32Array.from({ length: box ** 3 }, (_, i) => cube[2 * i] * box ** 3)
}
