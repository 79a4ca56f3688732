import { forEachVoxel, toFourier, toReal, type FourierGrid } from '../../numerics/fourierGrid.ts'
import type { Detail } from './octree.ts'

/** Shares of what cells follow: mostly the classes' differences, which decide, then what varies inside classes, then density. */
const SHARES = { differences: 0.8, variance: 0.1, density: 0.1 }

/**
 * What the octree follows, on the working grid: class differences weighted by occupancy, deviation inside the classes,
 * density. Frequencies are weighted by |k|^−½: a projection's energy at k, averaged over all views, is the map's over |k|.
 */
export function detailsOf(grid: FourierGrid, differences: readonly Float32Array[], occupancy: ArrayLike<number>, variance: readonly Float32Array[], density: Float32Array): Detail[] {
  return [
    ...differences.map((map, k) => ({ map: asProjected(grid, map), share: SHARES.differences * occupancy[k] })),
    ...variance.map(map => ({ map: asProjected(grid, map), share: SHARES.variance / variance.length })),
    { map: asProjected(grid, density), share: SHARES.density },
  ]
}

function asProjected(grid: FourierGrid, map: Float32Array): Float32Array {
  const fourier = new Float64Array(2 * grid.voxels), unused = new Float64Array(2 * grid.voxels)
  toFourier(grid, map, map, grid.limit + 1, fourier, unused)
  forEachVoxel(grid, (v, x, y, z) => {
    const weight = 1 / Math.sqrt(Math.max(1, Math.hypot(x, y, z)))
    fourier[2 * v] *= weight
    fourier[2 * v + 1] *= weight
  })
  const out = new Float32Array(map.length)
  toReal(grid, fourier, unused.fill(0), out, new Float32Array(map.length))
  return out
}
