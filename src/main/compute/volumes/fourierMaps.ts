import { fourierGrid, shells, toFourier, toReal, type FourierGrid } from '../../numerics/fourierGrid.ts'
import { MASK_SIZE } from '../sorting/workspace.ts'
import { gather, spread, voxelsOf, type Ball } from './ball.ts'

const grids = new Map<number, FourierGrid>()

/** The grid on which maps up to a limit are made. */
export function gridFor(limit: number): FourierGrid {
  let grid = grids.get(limit)
  if (!grid) {
    grid = fourierGrid(limit)
    grids.set(limit, grid)
  }
  return grid
}

/** Real maps [grid.size³] of two lists of coefficients that reach to the grid's limit. */
export function mapsOf(ball: Ball, grid: FourierGrid, a: ArrayLike<number>, b: ArrayLike<number>): [Float32Array, Float32Array] {
  const at = voxelsOf(ball, grid)
  const fourier = [a, b].map(values => spread(values, at, grid, new Float64Array(2 * grid.voxels)))
  const maps: [Float32Array, Float32Array] = [new Float32Array(grid.size ** 3), new Float32Array(grid.size ** 3)]
  toReal(grid, fourier[0], fourier[1], ...maps)
  return maps
}

/** Coefficients up to the grid's limit of two real maps. */
export function coefficientsOf(ball: Ball, grid: FourierGrid, a: Float32Array, b: Float32Array): [Float64Array, Float64Array] {
  const at = voxelsOf(ball, grid)
  const fourier = [new Float64Array(2 * grid.voxels), new Float64Array(2 * grid.voxels)]
  toFourier(grid, a, b, grid.limit, fourier[0], fourier[1])
  return [gather(fourier[0], at), gather(fourier[1], at)]
}

/** Frequencies of the mask, Fourier pixels: enough for its edge. */
const MASK_LIMIT = 24
const LEAST_MASK = 0.02
const masks = new WeakMap<Float32Array, Map<number, Float32Array>>()

/** A mask [MASK_SIZE³] on the real-space cube of a grid; kept as long as the mask is. */
export function maskOn(mask: Float32Array, { size }: FourierGrid): Float32Array {
  const kept = masks.get(mask) ?? new Map<number, Float32Array>()
  masks.set(mask, kept)
  const known = kept.get(size)
  if (known) return known
  const grid = { ...gridFor(Math.min(MASK_LIMIT, (size >> 1) - 3)), size: MASK_SIZE }, shell = shells(grid)
  const fourier = new Float64Array(2 * grid.voxels), unused = new Float64Array(2 * grid.voxels)
  toFourier(grid, mask, mask, grid.limit, fourier, unused)
  // A Gaussian that is small at the limit: a sharp cut would ring.
  for (let v = 0; v < 2 * grid.voxels; v++) fourier[v] *= Math.exp(-2 * (shell[v >> 1] / grid.limit) ** 2)
  const out = new Float32Array(size ** 3)
  toReal({ ...grid, size }, fourier, unused.fill(0), out, new Float32Array(size ** 3))
  for (let i = 0; i < out.length; i++) out[i] = out[i] < LEAST_MASK ? 0 : Math.min(1, out[i])
  kept.set(size, out)
  return out
}
