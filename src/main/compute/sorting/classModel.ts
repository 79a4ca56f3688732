import { gaussianFilter } from '../../numerics/gaussianFilter.ts'
import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { sharedFloats } from './particles.ts'
import { accumulatorsFor, buffer, falloff, gridFor, MASK_SIZE, maskAt, PADDING, strideFor, writeConsensus, type Workspace } from './workspace.ts'
import { SLOTS } from './particles.ts'

/** The maps of K classes as real-space densities: what all share beyond the consensus, and each one's difference. */
export type ClassModel = {
  readonly classes: number
  /** Frequency limit of the maps, Fourier pixels. */
  readonly limit: number
  /** Side of the real-space maps. */
  readonly size: number
  /** f32 [size³] correction of the consensus. */
  readonly mean: SharedArrayBuffer
  /** K × f32 [size³], each inside the mask; their occupancy-weighted mean is zero. */
  readonly differences: readonly SharedArrayBuffer[]
  readonly occupancy: Float64Array
}

/** σ of the local Wiener filter, voxels of a 64³ cube. */
const LOCAL_SIGMA = 1.5

/**
 * Class maps from the accumulators of a pass on `grid` (design: EM over K maps, §4.4): Gaussian posterior means of the
 * differences at the consensus' power, then a local Wiener filter 2ρ/(1+ρ) on what tells the classes apart, ρ(r) the
 * Gaussian-weighted correlation of the class contrasts of even and odd slots.
 * `without`: slots left out, for maps that those slots have not seen.
 */
export async function estimateModel(w: Workspace, grid: FourierGrid, occupancy: Float64Array, without: readonly number[] = []): Promise<ClassModel> {
  const classes = occupancy.length, { size } = grid, cube = size ** 3
  const maps = buffer(w, 'maps', classes * 3 * cube * 4)
  await w.pool.map('classMaps', Array.from({ length: classes }, (_, k) => ({
    grid, slots: SLOTS, classes, class: k, accumulators: accumulatorsFor(w, grid, classes), signalPower: w.power, without, maps, halves: true,
  })))
  const view = (k: number, part: number) => new Float32Array(maps, (k * 3 + part) * cube * 4, cube)
  const mean = [0, 1, 2].map(part => weightedMean(occupancy, k => view(k, part), cube))
  const mask = maskAt(w, size), loss = falloff(size)
  const keep = classes > 1 ? localWiener(occupancy, (k, half) => view(k, half), mean, mask, size) : null
  const shared = sharedFloats(cube)
  new Float32Array(shared).set(mean[2].map((v, i) => (v * mask[i]) / loss[i] ** 2))
  const differences = Array.from({ length: classes }, (_, k) => {
    const out = sharedFloats(cube), to = new Float32Array(out), full = view(k, 2)
    if (keep) for (let i = 0; i < cube; i++) if (mask[i] > 0) to[i] = ((full[i] - mean[2][i]) * keep[i] * mask[i]) / loss[i] ** 2
    return out
  })
  return { classes, limit: grid.limit, size, mean: shared, differences, occupancy }
}

function weightedMean(occupancy: Float64Array, map: (k: number) => Float32Array, cube: number): Float32Array {
  const out = new Float32Array(cube)
  for (let k = 0; k < occupancy.length; k++) {
    const from = map(k)
    for (let i = 0; i < cube; i++) out[i] += occupancy[k] * from[i]
  }
  return out
}

function localWiener(occupancy: Float64Array, map: (k: number, half: number) => Float32Array, mean: readonly Float32Array[], mask: Float32Array, size: number): Float32Array {
  const cross = new Float32Array(size ** 3), total = new Float32Array(size ** 3)
  for (let k = 0; k < occupancy.length; k++) {
    const a = map(k, 0), b = map(k, 1)
    for (let i = 0; i < cross.length; i++) {
      if (mask[i] === 0) continue
      const da = a[i] - mean[0][i], db = b[i] - mean[1][i]
      cross[i] += da * db
      total[i] += (da * da + db * db) / 2
    }
  }
  const sigma = (LOCAL_SIGMA * size) / (MASK_SIZE * PADDING)
  gaussianFilter(cross, size, sigma)
  gaussianFilter(total, size, sigma)
  for (let i = 0; i < cross.length; i++) {
    const rho = total[i] > 0 ? Math.min(1, Math.max(0, cross[i] / total[i])) : 0
    cross[i] = (2 * rho) / (1 + rho)
  }
  return cross
}

/** Consensus and class maps as the interleaved channels that a pass on `grid` reads its slices from. */
export async function writeVolumes(w: Workspace, model: ClassModel, grid: FourierGrid): Promise<{ volumes: SharedArrayBuffer; stride: number }> {
  const stride = strideFor(model.classes + 1)
  const volumes = buffer(w, 'volumes', grid.voxels * stride * 4)
  new Float32Array(volumes).fill(0)
  writeConsensus(w, grid, volumes, stride)
  const onMaps = { ...grid, size: model.size }
  const { differences } = model
  const pairs = Array.from({ length: Math.ceil(model.classes / 2) }, (_, p) => [2 * p, Math.min(2 * p + 1, model.classes - 1)] as const)
  await w.pool.map('mapsToVolumes', pairs.map(([a, b]) => ({
    grid: onMaps, maps: [differences[a], differences[b]] as const, channels: [a + 1, b === a ? -1 : b + 1] as const, reach: model.limit + 1, volumes, stride,
  })))
  const to = new Float32Array(volumes)
  for (let v = 0; v < grid.voxels; v++) for (let at = 2; at < 2 * (model.classes + 1); at++) to[v * stride + at] += to[v * stride + (at & 1)]
  return { volumes, stride }
}

/** Moves what the classes share from the model into the consensus. */
export async function absorbMean(w: Workspace, model: ClassModel): Promise<void> {
  const grid = { ...gridFor(w.limit), size: model.size }
  const stride = 4
  const volumes = buffer(w, 'mean', grid.voxels * stride * 4)
  await w.pool.run('mapsToVolumes', { grid, maps: [model.mean, model.mean], channels: [0, -1], reach: model.limit + 1, volumes, stride })
  const from = new Float32Array(volumes)
  for (let v = 0; v < grid.voxels; v++) {
    w.consensus[2 * v] += from[v * stride]
    w.consensus[2 * v + 1] += from[v * stride + 1]
  }
}
