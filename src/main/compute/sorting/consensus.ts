import { envelopeMask } from '../../numerics/envelopeMask.ts'
import { shells, toFourier, toReal, type FourierGrid } from '../../numerics/fourierGrid.ts'
import { sumSlots } from '../threads/classMaps.ts'
import { SLOTS } from './particles.ts'
import { shares } from './passes.ts'
import { accumulatorsFor, falloff, gridFor, MASK_SIZE, maskAt, newPosteriors, type Workspace } from './workspace.ts'

/** Half-set sums of a back-projection of all active particles: even and odd slots. */
export type Backprojection = { readonly grid: FourierGrid; readonly num: readonly [Float64Array, Float64Array]; readonly den: readonly [Float64Array, Float64Array] }

/** Voxels (of 64) by which the mask reaches beyond the density: room for what moves. */
const MASK_REACH = 4
const MASK_THRESHOLD = 0.08
/** Gaussian low-pass of the map that the mask is made from, Fourier pixels. */
const MASK_FREQUENCY = 8

/** Back-projects every active particle, halves (even and odd slots) apart. */
export async function backproject(w: Workspace): Promise<Backprojection> {
  const grid = gridFor(w.limit)
  const ones = newPosteriors(w.set, 1)
  new Float32Array(ones).fill(1)
  const volumes = new SharedArrayBuffer(grid.voxels * 16)
  const accumulators = accumulatorsFor(w, grid, 1)
  await w.pool.map('sortPass', shares(w).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, classes: 1, volumes, stride: 4, scored: false, contrastSpread: 0, updateContrast: false, scoreLimit: grid.limit,
    logPrior: new Float64Array(1), posteriors: ones, logLikelihood: null, accumulators,
  })))
  const [a, b] = [0, 1].map(half => sumSlots({ grid, slots: SLOTS, classes: 1, class: 0, accumulators, without: [] }, half))
  return { grid, num: [a.num, b.num], den: [a.den, b.den] }
}

/** Both halves as one sum. */
const whole = ({ num, den }: Backprojection) => ({ num: num[0].map((v, i) => v + num[1][i]), den: den[0].map((v, i) => v + den[1][i]) })

/** Mean |num / (den + 1)|² by shell, [limit + 2]: the power that priors are set to. */
export function shellPower(b: Backprojection): Float64Array {
  const { grid } = b, { num, den } = whole(b)
  const shell = shells(grid), sum = new Float64Array(grid.limit + 2), members = new Float64Array(grid.limit + 2)
  for (let v = 0; v < grid.voxels; v++) {
    const r = shell[v]
    if (r >= sum.length) continue
    sum[r] += (num[2 * v] ** 2 + num[2 * v + 1] ** 2) / (den[v] + 1) ** 2
    members[r]++
  }
  return sum.map((s, r) => Math.max(s / members[r], 1e-12))
}

function wiener(grid: FourierGrid, power: Float64Array, num: Float64Array, den: Float64Array): Float64Array {
  const shell = shells(grid), out = new Float64Array(num.length)
  for (let v = 0; v < grid.voxels; v++) {
    if (shell[v] > grid.limit + 1) continue
    const weight = 1 / (den[v] + 1 / power[shell[v]])
    out[2 * v] = num[2 * v] * weight
    out[2 * v + 1] = num[2 * v + 1] * weight
  }
  return out
}

/** Two Fourier densities as volumes to read slices from: masked, the interpolation of writing and reading undone. */
function slicesOf(w: Workspace, grid: FourierGrid, a: Float64Array, b: Float64Array): [Float64Array, Float64Array] {
  const { size } = grid, maps = [new Float32Array(size ** 3), new Float32Array(size ** 3)]
  toReal(grid, a, b, maps[0], maps[1])
  const mask = maskAt(w, size), loss = falloff(size)
  for (const map of maps) for (let i = 0; i < map.length; i++) map[i] *= mask[i] === 0 ? 0 : mask[i] / loss[i] ** 2
  const out: [Float64Array, Float64Array] = [new Float64Array(a.length), new Float64Array(a.length)]
  toFourier(grid, maps[0], maps[1], grid.limit + 1, out[0], out[1])
  return out
}

/** Sets the workspace's consensus and its power; the mask stays as it is. */
export function setConsensus(w: Workspace, b: Backprojection): void {
  w.power = shellPower(b)
  const { num, den } = whole(b)
  const all = wiener(b.grid, w.power, num, den)
  w.consensus = slicesOf(w, b.grid, all, all)[0]
}

/** Consensus of each half alone, for statistics of particles that must not have seen themselves. */
export const halfConsensus = (w: Workspace, { grid, num, den }: Backprojection): [Float64Array, Float64Array] =>
  slicesOf(w, grid, wiener(grid, w.power, num[0], den[0]), wiener(grid, w.power, num[1], den[1]))

/** The density of all particles and of each half of them, [side³], as no mask has touched it; `side` is even and holds the grid. */
export function unmaskedDensities(w: Workspace, b: Backprojection, side: number): { readonly all: Float32Array; readonly halves: readonly [Float32Array, Float32Array] } {
  const grid = { ...b.grid, size: side }, { num, den } = whole(b), written = falloff(side)
  const [first, second, all, unused] = [0, 1, 2, 3].map(() => new Float32Array(side ** 3))
  toReal(grid, wiener(grid, w.power, b.num[0], b.den[0]), wiener(grid, w.power, b.num[1], b.den[1]), first, second)
  toReal(grid, wiener(grid, w.power, num, den), new Float64Array(num.length), all, unused)
  for (const map of [first, second, all]) for (let i = 0; i < map.length; i++) map[i] /= written[i]
  return { all, halves: [first, second] }
}

/** The density at the resolution that masks are made at, [MASK_SIZE³]. */
export function smoothDensity(b: Backprojection): Float32Array {
  const grid = { ...b.grid, size: MASK_SIZE }, shell = shells(grid), { num, den } = whole(b)
  const fourier = wiener(grid, shellPower(b), num, den).map((value, i) => value * Math.exp(-((shell[i >> 1] / MASK_FREQUENCY) ** 2)))
  const map = new Float32Array(MASK_SIZE ** 3)
  toReal(grid, fourier, new Float64Array(fourier.length), map, new Float32Array(map.length))
  return map
}

/** A generous mask round the density: see envelopeMask. */
export const maskOf = (density: Float32Array): Float32Array => envelopeMask(density, MASK_SIZE, MASK_THRESHOLD, MASK_REACH)

/** The density's value of largest size: negative when the images are inverted. */
export const strongest = (density: Float32Array): number => density.reduce((best, v) => (Math.abs(v) > Math.abs(best) ? v : best), 0)

/** A ball of 0.45 boxes: the mask where making one is not worth its time. */
export function ballMask(): Float32Array {
  const half = MASK_SIZE >> 1
  const axis = Float64Array.from({ length: MASK_SIZE }, (_, i) => (i - half) ** 2)
  const out = new Float32Array(MASK_SIZE ** 3)
  let at = 0
  for (const z of axis) for (const y of axis) for (const x of axis) out[at++] = x + y + z < (0.45 * MASK_SIZE) ** 2 ? 1 : 0
  return out
}

/** Correlation of two Fourier volumes' densities, taken where it is the same: over their coefficients. */
export function correlation(a: Float64Array, b: Float64Array): number {
  let ab = 0, aa = 0, bb = 0
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return ab / Math.sqrt(aa * bb + 1e-300)
}
