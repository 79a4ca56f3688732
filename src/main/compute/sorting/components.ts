import { shells, type FourierGrid } from '../../numerics/fourierGrid.ts'
import type { Random } from '../../numerics/rng.ts'
import { cholesky, solveSymmetric } from '../../numerics/smallMatrix.ts'
import { sharedDoubles, SLOTS } from './particles.ts'
import { shares } from './passes.ts'
import { buffer, gridFor, strideFor, writeConsensus, type Workspace } from './workspace.ts'

/** Principal components of the particles' differences from the consensus, and each particle's coordinates. */
export type Components = {
  readonly count: number
  readonly grid: FourierGrid
  /** f64 [particles × count], unit variance over the particles. */
  readonly latent: SharedArrayBuffer
  /** Complex Fourier volume of each component. */
  readonly volumes: readonly Float64Array[]
  /** [count × count] mean of E[z zᵀ] over the particles: the identity, but for what the last turn changed. */
  readonly second: Float64Array
  /** Evidence won over the consensus alone, summed over particles. */
  readonly logLikelihood: number
}

/** Prior power of a component, of the consensus' power in the same shell. */
export const COMPONENT_POWER = 0.1
const TURNS = 8

/**
 * Probabilistic PCA on images (Tipping & Bishop 1999, with projection and CTF in the model as in Tagare et al. 2015) up to
 * `limit` Fourier pixels, by EM from random coordinates. `weight` f32 [particles] restricts it to part of the particles.
 */
export async function findComponents(w: Workspace, count: number, limit: number, weight: SharedArrayBuffer, random: Random, turns = TURNS): Promise<Components> {
  const grid = gridFor(limit), stride = strideFor(count + 1)
  const latent = sharedDoubles(w.set.store.count * count)
  const z = new Float64Array(latent)
  for (let i = 0; i < z.length; i++) z[i] = random.normal()
  let volumes: readonly Float64Array[] = Array.from({ length: count }, () => new Float64Array(2 * grid.voxels))
  let logLikelihood = 0, second = new Float64Array(0)
  for (let turn = 0; turn <= turns; turn++) {
    const last = turn === turns
    const pass = await runPass(w, { grid, stride, count, volumes, latent, weight, scored: turn > 0, inserted: !last })
    logLikelihood = pass.logLikelihood
    second = pass.second.map(v => v / pass.weight)
    if (last) break
    volumes = solve(w, grid, count, pass.accumulators!, pass.insertStride)
    if (turn > 0) volumes = standardise(volumes, pass.second, pass.weight)
  }
  return { count, grid, latent, volumes, second, logLikelihood }
}

/** Evidence that the components, their amplitudes times `scale`, win over the mean alone on weighted particles, slot by slot. */
export async function evidenceBySlot(w: Workspace, { grid, count, volumes }: Pick<Components, 'grid' | 'count' | 'volumes'>, scale: number, weight: SharedArrayBuffer): Promise<number[]> {
  const latent = sharedDoubles(w.set.store.count * count)
  const scaled = volumes.map(volume => volume.map(v => v * scale))
  return (await runPass(w, { grid, stride: strideFor(count + 1), count, volumes: scaled, latent, weight, scored: true, inserted: false })).bySlot
}

/** The same of all of them. */
export const evidenceOf = async (...input: Parameters<typeof evidenceBySlot>): Promise<number> =>
  (await evidenceBySlot(...input)).reduce((sum, gain) => sum + gain, 0)

type PassOptions = {
  readonly grid: FourierGrid; readonly stride: number; readonly count: number; readonly volumes: readonly Float64Array[]
  readonly latent: SharedArrayBuffer; readonly weight: SharedArrayBuffer; readonly scored: boolean; readonly inserted: boolean
}

async function runPass(w: Workspace, { grid, stride, count, volumes, latent, weight, scored, inserted }: PassOptions) {
  const packed = buffer(w, 'volumes', grid.voxels * stride * 4)
  new Float32Array(packed).fill(0)
  writeConsensus(w, grid, packed, stride)
  const to = new Float32Array(packed)
  for (const [j, from] of volumes.entries()) for (let v = 0; v < grid.voxels; v++) {
    to[v * stride + 2 * j + 2] = from[2 * v]
    to[v * stride + 2 * j + 3] = from[2 * v + 1]
  }
  const insertStride = Math.ceil((2 * count + (count * (count + 1)) / 2) / 4) * 4
  const accumulators = inserted ? buffer(w, 'accumulators', SLOTS * grid.voxels * insertStride * 4) : null
  const outputs = await w.pool.map('componentPass', shares(w).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, components: count, volumes: packed, stride, scored, latent, weight, accumulators, insertStride,
  })))
  const second = new Float64Array(count * count)
  const bySlot = Array.from({ length: SLOTS }, () => 0)
  // In the order of the slots, whichever task summed them.
  for (const output of outputs.flat().toSorted((a, b) => a.slot - b.slot)) {
    for (let i = 0; i < second.length; i++) second[i] += output.second[i]
    bySlot[output.slot] = output.logLikelihood
  }
  const total = new Float32Array(weight).reduce((sum, v) => sum + v, 0)
  return { accumulators, insertStride, second, bySlot, logLikelihood: bySlot.reduce((sum, gain) => sum + gain, 0), weight: total }
}

/** Solves, voxel by voxel, the q×q normal equations that the pass summed; V(−k) = V(k)* gives the other half. */
function solve(w: Workspace, grid: FourierGrid, count: number, accumulators: SharedArrayBuffer, insertStride: number): Float64Array[] {
  const sums = new Float64Array(grid.voxels * insertStride)
  for (let slot = 0; slot < SLOTS; slot++) {
    const from = new Float32Array(accumulators, slot * sums.length * 4, sums.length)
    for (let i = 0; i < sums.length; i++) sums[i] += from[i]
  }
  const shell = shells(grid)
  const volumes = Array.from({ length: count }, () => new Float64Array(2 * grid.voxels))
  const matrix = new Float64Array(count * count), right = new Float64Array(count), solution = new Float64Array(count)
  for (let v = 0; 2 * v < grid.voxels; v++) {
    if (shell[v] > grid.limit + 1) continue
    const mirror = grid.voxels - 1 - v, a = v * insertStride, b = mirror * insertStride
    const prior = 1 / (COMPONENT_POWER * w.power[shell[v]] + 1e-6)
    for (let i = 0, pair = 2 * count; i < count; i++) for (let j = i; j < count; j++, pair++) {
      matrix[i * count + j] = matrix[j * count + i] = sums[a + pair] + sums[b + pair] + (i === j ? prior : 0)
    }
    for (const part of [0, 1]) {
      for (let j = 0; j < count; j++) right[j] = sums[a + 2 * j + part] + (part === 0 ? 1 : -1) * sums[b + 2 * j + part]
      solveSymmetric(matrix, right, count, solution)
      for (let j = 0; j < count; j++) {
        volumes[j][2 * mirror + part] = (part === 0 ? 1 : -1) * solution[j]
        volumes[j][2 * v + part] = part === 1 && mirror === v ? 0 : solution[j]
      }
    }
  }
  return volumes
}

/** Turns the components so that coordinates of covariance second/weight become uncorrelated with variance one. */
export function standardise(volumes: readonly Float64Array[], second: Float64Array, weight: number): Float64Array[] {
  const count = volumes.length
  const l = cholesky(second.map(v => v / weight), count)
  return volumes.map((_, j) => {
    const out = new Float64Array(volumes[j].length)
    for (let i = j; i < count; i++) for (let v = 0; v < out.length; v++) out[v] += volumes[i][v] * l[i * count + j]
    return out
  })
}
