import type { StageContext } from '../../../preload/contract/progress.ts'
import { fourierGrid, interpolationFalloff, shells, type FourierGrid } from '../../numerics/fourierGrid.ts'
import type { Pool } from '../threads/pool.ts'
import { SLOTS, sharedDoubles, sharedFloats, type SortingSet } from './particles.ts'

/**
 * What every sorting step shares: the threads, the particles, the consensus with its power and mask, and buffers that
 * are used again from step to step.
 */
export type Workspace = {
  readonly pool: Pool
  readonly ctx: StageContext
  readonly set: SortingSet
  /** Highest frequency limit of the run, Fourier pixels. */
  readonly limit: number
  /** Complex Fourier volume on the grid of `limit`, inside the mask. */
  consensus: Float64Array
  /** [limit + 2] mean power of the consensus by shell: the prior of every difference. */
  power: Float64Array
  /** Standard deviation of the particles' contrast, of mean 1. */
  contrastSpread: number
  /** Real-space mask, soft, [MASK_SIZE³], that holds everything that may move. */
  mask: Float32Array
  /** f64 [count] scratch for log-likelihoods */
  readonly logLikelihood: SharedArrayBuffer
  readonly buffers: Map<string, SharedArrayBuffer>
}

/** Masks are made on this grid; maps on coarser grids take every second voxel of it. */
export const MASK_SIZE = 64

/** Fourier voxels per Fourier pixel: slices are read and written by trilinear interpolation at this sampling. */
export const PADDING = 1
export const gridFor = (limit: number): FourierGrid => fourierGrid(limit, PADDING)

/** A buffer of at least so many bytes, the same one for the same name. Contents are whatever was left in it. */
export function buffer(w: Workspace, name: string, bytes: number): SharedArrayBuffer {
  let kept = w.buffers.get(name)
  if (!kept || kept.byteLength < bytes) {
    kept = new SharedArrayBuffer(bytes)
    w.buffers.set(name, kept)
  }
  return kept
}

export const accumulatorsFor = (w: Workspace, grid: FourierGrid, classes: number): SharedArrayBuffer =>
  buffer(w, 'accumulators', SLOTS * grid.voxels * 4 * classes * 4)

export const strideFor = (channels: number): number => Math.ceil((2 * channels) / 4) * 4

/** Copies the consensus, cut at the grid's limit, into channel 0 of `volumes`. */
export function writeConsensus(w: Workspace, grid: FourierGrid, volumes: SharedArrayBuffer, stride: number): void {
  const to = new Float32Array(volumes, 0, grid.voxels * stride)
  const from = gridFor(w.limit)
  const shell = shells(grid)
  forEachShared(grid, from, (v, u) => {
    const inside = shell[v] <= grid.limit + 1
    to[v * stride] = inside ? w.consensus[2 * u] : 0
    to[v * stride + 1] = inside ? w.consensus[2 * u + 1] : 0
  })
}

/** Pairs voxels of a small Fourier grid with those of a larger one of the same padding. */
export function forEachShared(small: FourierGrid, large: FourierGrid, visit: (small: number, large: number) => void): void {
  const offset = large.centre - small.centre
  let v = 0
  for (let z = 0; z < small.width; z++) {
    for (let y = 0; y < small.width; y++) {
      let u = ((z + offset) * large.width + y + offset) * large.width + offset
      for (let x = 0; x < small.width; x++) visit(v++, u++)
    }
  }
}

/** The mask on the real-space cube of a grid of `size` voxels a side, by trilinear reading. */
export function maskAt(w: Workspace, size: number): Float32Array {
  const last = MASK_SIZE - 1
  const axis = Array.from({ length: size }, (_, i) => {
    const u = (MASK_SIZE >> 1) + ((i - (size >> 1)) * MASK_SIZE * PADDING) / size
    const low = Math.floor(u)
    return low < 0 || low >= last ? null : ([low, u - low] as const)
  })
  const out = new Float32Array(size ** 3), m = w.mask, row = MASK_SIZE, plane = MASK_SIZE ** 2
  let at = -1
  for (const z of axis) for (const y of axis) for (const x of axis) {
    at++
    if (!x || !y || !z) continue
    const i = z[0] * plane + y[0] * row + x[0]
    const line = (from: number) => m[from] + x[1] * (m[from + 1] - m[from])
    const low = line(i) + y[1] * (line(i + row) - line(i))
    const high = line(i + plane) + y[1] * (line(i + plane + row) - line(i + plane))
    out[at] = low + z[1] * (high - low)
  }
  return out
}

export function createWorkspace(pool: Pool, ctx: StageContext, set: SortingSet): Workspace {
  const { limit } = set.store.coefficients
  const grid = gridFor(limit)
  return {
    pool, ctx, set, limit,
    consensus: new Float64Array(2 * grid.voxels), power: new Float64Array(limit + 2), contrastSpread: 0, mask: new Float32Array(MASK_SIZE ** 3).fill(1),
    logLikelihood: sharedDoubles(set.store.count), buffers: new Map(),
  }
}

export const falloff = (size: number): Float32Array => {
  let kept = falloffs.get(size)
  if (!kept) {
    kept = interpolationFalloff(size)
    falloffs.set(size, kept)
  }
  return kept
}
const falloffs = new Map<number, Float32Array>()
export const newPosteriors = (set: SortingSet, classes: number): SharedArrayBuffer => sharedFloats(set.store.count * classes)
