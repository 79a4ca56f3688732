import type { Variance } from '../../../preload/contract/report.ts'
import { writeVolume } from '../../formats/mrc.ts'
import type { Random } from '../../numerics/rng.ts'
import { dot, maskedResiduals, principalComponents } from './components.ts'
import { classesOf, finalDifferences, type VolumeSorting } from './expectation.ts'
import { coefficientsOf, gridFor, mapsOf } from './fourierMaps.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** Of each class: the numbers, and the map on the grid of the run's limit, [box³], variances. */
export type VolumeVariance = { readonly numbers: readonly Variance[]; readonly maps: readonly Float32Array[]; readonly box: number }

const COMPONENTS = 2
/** Fourier pixels: motion inside a class shows at low resolution first. */
const LIMIT = 10
/** Standard errors that a 95 % interval reaches. */
const REACH = 1.96
/** Fewer particles than this in a half show no variance. */
const LEAST = 12

/**
 * Conformational variance inside each class: principal components of what the class map leaves of the even slots' particles, and the variance
 * along each at which it explains the odd slots' particles best; none where it explains nothing there. Writes to `pathOf` each class,
 * counted from 0, the variance of the density in the input's units, and returns its root mean over the class's density in units of the standard deviation of the
 * class map there. The interval is that of the variances along the components, with these as they were found.
 */
export function measureVolumeVariance(w: VolumeWorkspace, sorting: VolumeSorting, pathOf: (k: number) => string, random: Random): VolumeVariance {
  const grid = gridFor(w.ball.limit), classOf = classesOf(w, sorting), differences = finalDifferences(w, sorting)
  const numbers: Variance[] = [], maps: Float32Array[] = []
  for (let k = 0; k < sorting.classes; k++) {
    const halves = [0, 1].map(half => [...classOf.keys()].filter(i => classOf[i] === k && (w.slot[i] & 1) === half))
    const components = varyingComponents(w, halves, differences.coefficients[k], random.fork(k)), squares = components.map(({ direction }) => mapsOf(w.ball, grid, direction, direction)[0].map(v => v * v))
    const variance = Float32Array.from({ length: grid.size ** 3 }, (_, i) => components.reduce((sum, { along }, j) => sum + Math.max(0, along) * squares[j][i], 0))
    const map = mapsOf(w.ball, grid, ...twice(differences.coefficients[k].map((value, j) => value + w.consensus[j])))[0]
    const data = variance.map(v => v * w.density ** 2)
    writeVolume(pathOf(k), { box: grid.size, pixelSize: w.boxSize / grid.size, data })
    maps.push(variance)
    numbers.push({ ...valueAndInterval(components, squares.map(square => relativeVariance(square, map))), unit: 'σ', heldOutGain: components.reduce((sum, { gain }) => sum + gain, 0) / Math.max(1, halves[1].length) })
    w.ctx.report({ stage: 'variance', done: k + 1, total: sorting.classes })
  }
  return { numbers, maps, box: grid.size }
}

/** A direction in which a class varies: the density of variance one [2·count], the variance along it that the unseen rows show, its standard error, and what it wins there. */
type Varying = { readonly direction: Float64Array; readonly along: number; readonly error: number; readonly gain: number }

function varyingComponents(w: VolumeWorkspace, [fitted, unseen]: readonly number[][], difference: Float64Array, random: Random): Varying[] {
  const limit = Math.min(LIMIT, w.ball.limit), grid = gridFor(limit)
  if (Math.min(fitted.length, unseen.length) < LEAST) return []
  const [seen, judge] = [fitted, unseen].map(rows => maskedResiduals(w, rows, limit, difference))
  const { axes } = principalComponents(seen.values, fitted.length, COMPONENTS, random), amplitude = meanAmplitude(w, fitted)
  return Array.from({ length: COMPONENTS }, (_, j) => {
    const axis = new Float32Array(grid.size ** 3)
    seen.voxels.forEach((voxel, v) => { axis[voxel] = seen.weight[v] * axes[j][v] })
    const [direction] = coefficientsOf(w.ball, grid, axis, axis)
    // Variance of the coordinate of pure noise: Σ|û|² over all coefficients, û the transform of the masked axis.
    const norm = 2 * grid.size ** 6 * direction.reduce((sum, v) => sum + v * v, 0)
    const squares = unseen.map((_, r) => dot(judge.values.subarray(r * judge.voxels.length, (r + 1) * judge.voxels.length), axes[j]) ** 2 / norm)
    const scale = 1 / Math.sqrt(norm / grid.size ** 6)
    return { direction: Float64Array.from({ length: 2 * w.ball.count }, (_, i) => (i < direction.length ? (scale * direction[i]) / amplitude[w.ball.shell[i >> 1]] : 0)), ...likeliest(squares) }
  })
}

/** A coordinate of the noise's variance 1 and, besides, `along`: Σ ½(p·v/(1 + v) − log(1 + v)) over its squares p is highest at v = mean p − 1. */
function likeliest(squares: readonly number[]): Pick<Varying, 'along' | 'error' | 'gain'> {
  const along = mean(squares) - 1, error = Math.sqrt(mean(squares.map(p => (p - 1 - along) ** 2)) / squares.length)
  return { along, error, gain: along > 0 ? 0.5 * squares.length * (along - Math.log(1 + along)) : 0 }
}

/** √ of the summed variances, and of that sum's interval; `relative`: what variance one along each comes to over the class's density. */
function valueAndInterval(components: readonly Varying[], relative: readonly number[]): Pick<Variance, 'value' | 'interval'> {
  const found = components.flatMap(({ along, error }, j) => (along > 0 ? [{ variance: relative[j] ** 2 * along, error: relative[j] ** 2 * error }] : []))
  if (found.length === 0) return { value: 0 }
  const sum = found.reduce((total, { variance }) => total + variance, 0), reach = REACH * Math.hypot(...found.map(({ error }) => error))
  return { value: Math.sqrt(sum), interval: [Math.sqrt(Math.max(0, sum - reach)), Math.sqrt(sum + reach)] }
}

const twice = (values: Float64Array): [Float64Array, Float64Array] => [values, values]

/** [limit + 1] mean C by shell: whitened residuals over it are densities. */
function meanAmplitude({ ball, precision }: VolumeWorkspace, rows: readonly number[]): Float64Array {
  return Float64Array.from({ length: ball.limit + 1 }, (_, r) => mean(rows.map(i => Math.sqrt(precision[i * (ball.limit + 1) + r]))) || 1)
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** √(mean variance / variance of the map) over the voxels that hold density (above a tenth of the maximum). */
function relativeVariance(variance: Float32Array, map: Float32Array): number {
  const level = 0.1 * map.reduce((a, b) => Math.max(a, b), 0)
  let [n, sum, squares, moved] = [0, 0, 0, 0]
  for (let i = 0; i < map.length; i++) {
    if (map[i] < level) continue
    n++
    sum += map[i]
    squares += map[i] ** 2
    moved += variance[i]
  }
  return n === 0 ? 0 : Math.sqrt(moved / n / Math.max(squares / n - (sum / n) ** 2, 1e-30))
}
