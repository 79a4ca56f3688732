import { join } from 'node:path'
import type { ClassReport } from '../../../preload/contract/report.ts'
import { writeVolume } from '../../formats/mrc.ts'
import type { Random } from '../../numerics/rng.ts'
import { dot, maskedResiduals, principalComponents } from './components.ts'
import { classesOf, finalDifferences, type VolumeSorting } from './expectation.ts'
import { coefficientsOf, gridFor, mapsOf } from './fourierMaps.ts'
import type { VolumeWorkspace } from './workspace.ts'

type Variance = ClassReport['variance']

/** Of each class: the numbers, and the map on the grid of the run's limit, [box³], variances. */
export type VolumeVariance = { readonly numbers: readonly Variance[]; readonly maps: readonly Float32Array[]; readonly box: number }

const COMPONENTS = 2
/** Fourier pixels: motion inside a class shows at low resolution first. */
const LIMIT = 10
/** Fractions of the fitted variance that are tried on the particles that were not fitted. */
const SCALES = [0.0625, 0.25, 0.5625, 1]
/** Fewer particles than this in a half show no variance. */
const LEAST = 12

/**
 * Conformational variance inside each class: principal components of what the class map leaves of the even slots' particles, and the variance
 * along each at which it explains the odd slots' particles best; none where it explains nothing there. Writes run_class00k_variance.mrc, the
 * variance of the density in the input's units, and returns its root mean over the class's density in units of the standard deviation of the
 * class map there.
 */
export function measureVolumeVariance(w: VolumeWorkspace, sorting: VolumeSorting, folder: string, random: Random): VolumeVariance {
  const grid = gridFor(w.ball.limit), classOf = classesOf(w, sorting), differences = finalDifferences(w, sorting)
  const numbers: Variance[] = [], maps: Float32Array[] = []
  for (let k = 0; k < sorting.classes; k++) {
    const halves = [0, 1].map(half => [...classOf.keys()].filter(i => classOf[i] === k && (w.slot[i] & 1) === half))
    const { components, gain } = varyingComponents(w, halves, differences.coefficients[k], random.fork(k))
    const variance = new Float32Array(grid.size ** 3)
    for (const component of components) {
      const [map] = mapsOf(w.ball, grid, component, component)
      for (let i = 0; i < map.length; i++) variance[i] += map[i] ** 2
    }
    const mean = differences.coefficients[k].map((value, j) => value + w.consensus[j])
    const data = variance.map(v => v * w.density ** 2)
    writeVolume(join(folder, `run_class${String(k + 1).padStart(3, '0')}_variance.mrc`), { box: grid.size, pixelSize: w.boxSize / grid.size, data })
    maps.push(variance)
    numbers.push({ value: relativeVariance(variance, mapsOf(w.ball, grid, mean, mean)[0]), unit: 'σ', heldOutGain: halves[1].length > 0 ? gain / halves[1].length : 0 })
    w.ctx.report({ stage: 'variance', done: k + 1, total: sorting.classes })
  }
  return { numbers, maps, box: grid.size }
}

/** Components [2·count] of the class's density, of the standard deviation at which they explain the unseen rows best, and what they win there. */
function varyingComponents(w: VolumeWorkspace, [fitted, unseen]: readonly number[][], difference: Float64Array, random: Random): { components: Float64Array[]; gain: number } {
  const limit = Math.min(LIMIT, w.ball.limit), grid = gridFor(limit), components: Float64Array[] = []
  if (Math.min(fitted.length, unseen.length) < LEAST) return { components, gain: 0 }
  const [seen, judge] = [fitted, unseen].map(rows => maskedResiduals(w, rows, limit, difference))
  const { axes, latent } = principalComponents(seen.values, fitted.length, COMPONENTS, random)
  const amplitude = meanAmplitude(w, fitted)
  let gain = 0
  for (let j = 0; j < COMPONENTS; j++) {
    const axis = new Float32Array(grid.size ** 3)
    seen.voxels.forEach((voxel, v) => { axis[voxel] = seen.weight[v] * axes[j][v] })
    const [direction] = coefficientsOf(w.ball, grid, axis, axis)
    // Variance of the coordinate of pure noise: Σ|û|² over all coefficients, û the transform of the masked axis.
    const norm = 2 * grid.size ** 6 * direction.reduce((sum, v) => sum + v * v, 0)
    const fittedVariance = mean(fitted.map((_, r) => latent[r * COMPONENTS + j] ** 2 / norm)) - 1
    if (!(fittedVariance > 0)) continue
    const squares = unseen.map((_, r) => dot(judge.values.subarray(r * judge.voxels.length, (r + 1) * judge.voxels.length), axes[j]) ** 2 / norm)
    let best = { variance: 0, gain: 0 }
    for (const variance of SCALES.map(scale => scale * fittedVariance)) {
      const won = squares.reduce((sum, p) => sum + 0.5 * ((p * variance) / (1 + variance) - Math.log(1 + variance)), 0)
      if (won > best.gain) best = { variance, gain: won }
    }
    if (best.gain === 0) continue
    gain += best.gain
    const scale = Math.sqrt(best.variance / (norm / grid.size ** 6))
    components.push(Float64Array.from({ length: 2 * w.ball.count }, (_, i) => (i < direction.length ? (scale * direction[i]) / amplitude[w.ball.shell[i >> 1]] : 0)))
  }
  return { components, gain }
}

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
