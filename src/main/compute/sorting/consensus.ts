import { envelopeMask } from '../../numerics/envelopeMask.ts'
import { shells, toFourier, toReal, type FourierGrid } from '../../numerics/fourierGrid.ts'
import { sumSlots } from '../threads/classMaps.ts'
import { shares } from './passes.ts'
import { newPosteriors, accumulatorsFor, falloff, gridFor, MASK_SIZE, maskAt, type Workspace } from './workspace.ts'
import { SLOTS } from './particles.ts'

/** Half-set and whole sums of a back-projection of all active particles. */
export type Backprojection = { readonly grid: FourierGrid; readonly num: readonly [Float64Array, Float64Array]; readonly den: readonly [Float64Array, Float64Array] }

/** Voxels (of 64) by which the mask reaches beyond the density: room for what moves. */
const MASK_REACH = 4
const MASK_THRESHOLD = 0.08
/** Gaussian low-pass of the map that the mask is made from, Fourier pixels. */
const MASK_FREQUENCY = 8

/** Back-projects every active particle, halves (even and odd slots) apart. */
export async function backproject(w: Workspace, limit = w.limit): Promise<Backprojection> {
  const grid = gridFor(limit)
  const ones = newPosteriors(w.set, 1)
  new Float32Array(ones).fill(1)
  const volumes = new SharedArrayBuffer(grid.voxels * 16)
  const accumulators = accumulatorsFor(w, grid, 1)
  await w.pool.map('sortPass', shares(w).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, classes: 1, volumes, stride: 4, scored: false, scoreLimit: limit,
    logPrior: new Float64Array(1), posteriors: ones, logLikelihood: null, accumulators,
  })))
  const [a, b] = [0, 1].map(half => sumSlots({ grid, slots: SLOTS, classes: 1, class: 0, accumulators, without: [] }, half))
  return { grid, num: [a.num, b.num], den: [a.den, b.den] }
}

/** Mean |num / (den + 1)|² by shell, [limit + 2]: the power that priors are set to. */
function shellPower({ grid, num, den }: Backprojection): Float64Array {
  const shell = shells(grid), sum = new Float64Array(grid.limit + 2), members = new Float64Array(grid.limit + 2)
  for (let v = 0; v < grid.voxels; v++) {
    const r = shell[v]
    if (r >= sum.length) continue
    const d = den[0][v] + den[1][v] + 1
    sum[r] += ((num[0][2 * v] + num[1][2 * v]) / d) ** 2 + ((num[0][2 * v + 1] + num[1][2 * v + 1]) / d) ** 2
    members[r]++
  }
  return sum.map((s, r) => Math.max(s / members[r], 1e-12))
}

/** Wiener-filtered density of one or both halves, on the real-space cube of the grid, interpolation undone once. */
function density(b: Backprojection, power: Float64Array, halves: readonly number[]): Float32Array {
  const { grid } = b, shell = shells(grid)
  const fourier = new Float64Array(2 * grid.voxels)
  for (let v = 0; v < grid.voxels; v++) {
    if (shell[v] > grid.limit + 1) continue
    let re = 0, im = 0, d = 1 / power[shell[v]]
    for (const h of halves) {
      re += b.num[h][2 * v]
      im += b.num[h][2 * v + 1]
      d += b.den[h][v]
    }
    fourier[2 * v] = re / d
    fourier[2 * v + 1] = im / d
  }
  const map = new Float32Array(grid.size ** 3), loss = falloff(grid.size)
  toReal(grid, fourier, new Float64Array(fourier.length), map, new Float32Array(map.length))
  return map.map((value, i) => value / loss[i])
}

/** The Fourier volume to read slices from: masked, interpolation compensated. */
function slicesOf(w: Workspace, map: Float32Array, grid: FourierGrid): Float64Array {
  const mask = maskAt(w, grid.size), loss = falloff(grid.size)
  const masked = map.map((value, i) => (value * mask[i]) / loss[i])
  const out = new Float64Array(2 * grid.voxels)
  toFourier(grid, masked, masked, grid.limit + 1, out, new Float64Array(out.length))
  return out
}

/** A ball of 0.45 boxes: the mask where making one is not worth its time. */
export const ballMask = (): Float32Array => {
  const half = MASK_SIZE >> 1
  const axis = Float64Array.from({ length: MASK_SIZE }, (_, i) => (i - half) ** 2)
  const out = new Float32Array(MASK_SIZE ** 3)
  let at = 0
  for (const z of axis) for (const y of axis) for (const x of axis) out[at++] = x + y + z < (0.45 * MASK_SIZE) ** 2 ? 1 : 0
  return out
}

/** Sets the workspace's consensus, its power and its mask: the given one, or one made from the density. */
export async function updateConsensus(w: Workspace, givenMask: Float32Array | null): Promise<Backprojection> {
  const b = await backproject(w)
  w.power = shellPower(b)
  const smooth = smoothDensity(b, w.power)
  w.densityPeak = strongest(smooth)
  w.mask = givenMask ?? envelopeMask(w.densityPeak < 0 ? smooth.map(v => -v) : smooth, MASK_SIZE, MASK_THRESHOLD, MASK_REACH)
  w.consensus = slicesOf(w, density(b, w.power, [0, 1]), b.grid)
  return b
}

/** Consensus of each half alone, for statistics of particles that must not have seen themselves. */
export function halfConsensus(w: Workspace, b: Backprojection): [Float64Array, Float64Array] {
  return [slicesOf(w, density(b, w.power, [0]), b.grid), slicesOf(w, density(b, w.power, [1]), b.grid)]
}

/** The density at the resolution that masks are made at, [MASK_SIZE³]. */
function smoothDensity(b: Backprojection, power: Float64Array): Float32Array {
  const shell = shells(b.grid)
  const smooth = (num: Float64Array) => num.map((value, i) => value * Math.exp(-((shell[i >> 1] / MASK_FREQUENCY) ** 2)))
  return density({ grid: { ...b.grid, size: MASK_SIZE }, num: [smooth(b.num[0]), smooth(b.num[1])], den: b.den }, power, [0, 1])
}

const strongest = (map: Float32Array): number => map.reduce((best, v) => (Math.abs(v) > Math.abs(best) ? v : best), 0)

/** Correlation of the two halves' densities inside the mask. */
export function halfCorrelation(w: Workspace, halves: readonly [Float64Array, Float64Array]): number {
  const grid = gridFor(w.limit), cube = grid.size ** 3
  const a = new Float32Array(cube), b = new Float32Array(cube)
  toReal(grid, halves[0], halves[1], a, b)
  let ab = 0, aa = 0, bb = 0
  for (let i = 0; i < cube; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return ab / Math.sqrt(aa * bb + 1e-300)
}
