import { gaussianFilter } from '../../numerics/gaussianFilter.ts'
import { MASK_SIZE } from '../sorting/workspace.ts'
import { coefficientsOf, gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import { CELLS, type VolumeWorkspace } from './workspace.ts'

/** Σ q·residual and Σ q·C² of every class, by fold and half (cells), up to a limit. */
export type ClassSums = {
  readonly classes: number
  readonly limit: number
  /** [CELLS][classes] f64 [2·count] interleaved, and [count]. */
  readonly num: readonly (readonly Float64Array[])[]
  readonly den: readonly (readonly Float64Array[])[]
}

/** What tells each class from the consensus. */
export type Differences = {
  readonly classes: number
  readonly limit: number
  readonly occupancy: Float64Array
  /** [classes] real-space maps inside the mask, on the grid of the limit; their occupancy-weighted mean is zero. */
  readonly maps: readonly Float32Array[]
  /** [classes] the same as coefficients, interleaved. */
  readonly coefficients: readonly Float64Array[]
}

export function emptySums({ ball }: VolumeWorkspace, classes: number, limit: number): ClassSums {
  const count = ball.within[limit]
  const make = (length: number) => Array.from({ length: CELLS }, () => Array.from({ length: classes }, () => new Float64Array(length)))
  return { classes, limit, num: make(2 * count), den: make(count) }
}

/** σ of the local Wiener filter, voxels of a MASK_SIZE³ cube. */
const LOCAL_SIGMA = 1.5

/**
 * Class differences from sums: Gaussian posterior means at the consensus' power, then a local Wiener filter 2ρ/(1+ρ), ρ(r) the
 * Gaussian-weighted correlation of what tells the classes apart in the two halves (as for images, sorting/classModel.ts).
 * They are differences from the mean of the very maps they are made of: the consensus holds the noise of all maps, that of the fold left out as well,
 * and what is shrunk towards it would carry that noise into the classes. `without`: folds that are left out.
 */
export function differencesOf(w: VolumeWorkspace, sums: ClassSums, occupancy: Float64Array, without: readonly number[]): Differences {
  const { classes, limit } = sums, grid = gridFor(limit), mask = maskOn(w.mask, grid)
  const halves = [0, 1].map(half => Array.from({ length: classes }, (_, k) => total(sums, k, without, half)))
  const [first, second] = halves.map(half => posteriors(w, half))
  const pairs = first.map((a, k) => mapsOf(w.ball, grid, a, second[k]))
  const wholes = posteriors(w, halves[0].map(({ num, den }, k) => ({ num: num.map((v, i) => v + halves[1][k].num[i]), den: den.map((v, i) => v + halves[1][k].den[i]) })))
  const full = inPairs(wholes, (a, b) => mapsOf(w.ball, grid, a, b))
  for (const maps of [pairs.map(([a]) => a), pairs.map(([, b]) => b), full]) centre(maps, occupancy)
  const keep = localWiener(pairs, mask, grid.size)
  for (const map of full) for (let i = 0; i < map.length; i++) map[i] *= keep[i] * mask[i]
  return { classes, limit, occupancy, maps: full, coefficients: inPairs(full, (a, b) => coefficientsOf(w.ball, grid, a, b)) }
}

type Total = { readonly num: Float64Array; readonly den: Float64Array }

function total(sums: ClassSums, k: number, without: readonly number[], half: number): Total {
  const num = new Float64Array(sums.num[0][k].length), den = new Float64Array(sums.den[0][k].length)
  for (let cell = half; cell < CELLS; cell += 2) {
    if (without.includes(cell >> 1)) continue
    for (let i = 0; i < num.length; i++) num[i] += sums.num[cell][k][i]
    for (let i = 0; i < den.length; i++) den[i] += sums.den[cell][k][i]
  }
  return { num, den }
}

/** Posterior means of the classes' differences from the mean of all. */
function posteriors({ ball, power }: VolumeWorkspace, classes: readonly Total[]): Float64Array[] {
  const mean = classes[0].num.map((_, i) => {
    let num = 0, den = 0
    for (const one of classes) {
      num += one.num[i]
      den += one.den[i >> 1]
    }
    return den > 0 ? num / den : 0
  })
  return classes.map(({ num, den }) => num.map((v, i) => (v - den[i >> 1] * mean[i]) / (den[i >> 1] + 1 / power[ball.shell[i >> 1]])))
}

/** One transform serves two maps. */
function inPairs<A, B>(items: readonly A[], transform: (a: A, b: A) => readonly [B, B]): B[] {
  const out: B[] = []
  for (let i = 0; i < items.length; i += 2) out.push(...transform(items[i], items[Math.min(i + 1, items.length - 1)]))
  return out.slice(0, items.length)
}

/** Takes the occupancy-weighted mean out of maps. */
function centre(maps: readonly Float32Array[], occupancy: Float64Array): void {
  for (let i = 0; i < maps[0].length; i++) {
    let mean = 0
    for (let k = 0; k < maps.length; k++) mean += occupancy[k] * maps[k][i]
    for (const map of maps) map[i] -= mean
  }
}

function localWiener(pairs: readonly (readonly [Float32Array, Float32Array])[], mask: Float32Array, size: number): Float32Array {
  const cross = new Float32Array(size ** 3), power = new Float32Array(size ** 3)
  for (const [a, b] of pairs) for (let i = 0; i < cross.length; i++) {
    if (mask[i] === 0) continue
    cross[i] += a[i] * b[i]
    power[i] += (a[i] * a[i] + b[i] * b[i]) / 2
  }
  const sigma = (LOCAL_SIGMA * size) / MASK_SIZE
  gaussianFilter(cross, size, sigma)
  gaussianFilter(power, size, sigma)
  return cross.map((value, i) => {
    const rho = power[i] > 0 ? Math.min(1, Math.max(0, value / power[i])) : 0
    return (2 * rho) / (1 + rho)
  })
}
