import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Variance } from '../../../preload/contract/report.ts'
import { writeVolume } from '../../formats/mrc.ts'
import { heldOutAmplitude } from '../../numerics/heldOutAmplitude.ts'
import { resampleToBox } from '../../numerics/resample.ts'
import type { Random } from '../../numerics/rng.ts'
import { evidenceBySlot, findComponents, type Components } from '../sorting/components.ts'
import type { Sorting } from '../sorting/expectation.ts'
import { withClassAsConsensus } from '../sorting/moves.ts'
import { sharedFloats } from '../sorting/particles.ts'
import { gridFor, type Workspace } from '../sorting/workspace.ts'

/** Of each class: the numbers, and the map in the working box, [box³], variances. */
export type MeasuredVariance = { readonly numbers: readonly Variance[]; readonly maps: readonly Float32Array[] }

const COMPONENTS = 2
/** Fourier pixels: motion inside a class shows at low resolution first. */
const LIMIT = 10
/** Amplitudes that are tried on the particles that were not fitted: steps of the fitted one, at least up to it, and on while they win. */
const STEP = 0.25, LEAST_STEPS = 4, MOST_STEPS = 16

/** The map of a class: run_class001_variance.mrc, of stem run_class. */
export const varianceFile = (stem: string, number: number): string => `${stem}${String(number).padStart(3, '0')}_variance.mrc`

/**
 * Conformational variance inside each class: principal components of its even slots' particles round the class map, and
 * the amplitude at which they explain its odd slots' particles best; zero when they explain nothing there. Writes to `pathOf` each
 * class, counted from 0, Σ_j (amplitude·U_j)² in the working box, and returns its root mean over the class's density in
 * units of the standard deviation of the class map there. The interval is that of the amplitude, with the components as they were found.
 */
export async function measureVariance(w: Workspace, sorting: Sorting, pathOf: (k: number) => string, random: Random, ctx: StageContext): Promise<MeasuredVariance> {
  const limit = Math.min(LIMIT, w.limit), grid = gridFor(limit), { box } = w.set.store
  const numbers: Variance[] = [], maps: Float32Array[] = []
  for (let k = 0; k < sorting.classes; k++) {
    ctx.signal.throwIfAborted()
    const [fitted, unseen] = [0, 1].map(half => classWeights(w, sorting, k, half))
    const { amplitude, fittedMap, mean } = await withClassAsConsensus(w, sorting, k, async () => {
      const components = await findComponents(w, COMPONENTS, limit, fitted, random.fork(k)), gains = await gainsBySlot(w, components, unseen)
      const volumes = components.volumes.map(volume => resampleToBox(grid, volume, box))
      const fittedMap = volumes[0].map((_, i) => volumes.reduce((sum, u) => sum + u[i] ** 2, 0))
      return { amplitude: heldOutAmplitude(STEP, gains), fittedMap, mean: resampleToBox(gridFor(w.limit), w.consensus, box) }
    })
    const variance = fittedMap.map(v => v * amplitude.value ** 2), whole = relativeVariance(fittedMap, mean)
    writeVolume(pathOf(k), { box, pixelSize: w.set.boxSize / box, data: variance })
    const members = new Float32Array(unseen).reduce((sum, v) => sum + v, 0), { interval } = amplitude
    maps.push(variance)
    numbers.push({ value: amplitude.value * whole, unit: 'σ', ...(interval && { interval: [interval[0] * whole, interval[1] * whole] as [number, number] }), heldOutGain: members > 0 ? amplitude.gain / members : 0 })
    ctx.report({ stage: 'variance', done: k + 1, total: sorting.classes })
  }
  return { numbers, maps }
}

/** Of each amplitude that was tried, what it wins on each slot of the unseen particles. */
async function gainsBySlot(w: Workspace, components: Components, unseen: SharedArrayBuffer): Promise<number[][]> {
  const gains: number[][] = [], whole: number[] = []
  while (gains.length < LEAST_STEPS || (gains.length < MOST_STEPS && whole.at(-1)! > 0 && whole.at(-1) === Math.max(...whole))) {
    const gain = (await evidenceBySlot(w, components, (gains.length + 1) * STEP, unseen)).filter((_, slot) => slot % 2 === 1)
    gains.push(gain)
    whole.push(gain.reduce((sum, v) => sum + v, 0))
  }
  return gains
}

function classWeights(w: Workspace, { posteriors, classes }: Sorting, k: number, half: number): SharedArrayBuffer {
  const out = sharedFloats(w.set.store.count), to = new Float32Array(out), q = new Float32Array(posteriors), active = new Uint8Array(w.set.state.active)
  const { slotStart } = w.set.store
  for (let slot = half; slot < slotStart.length - 1; slot += 2) {
    for (let p = slotStart[slot]; p < slotStart[slot + 1]; p++) to[p] = active[p] ? q[p * classes + k] : 0
  }
  return out
}

/** √(mean variance / variance of the map) over the voxels that hold density (above a tenth of the maximum). */
function relativeVariance(variance: Float32Array, map: Float32Array): number {
  const level = 0.1 * map.reduce((a, b) => Math.max(a, b), 0)
  let n = 0, sum = 0, squares = 0, moved = 0
  for (let i = 0; i < map.length; i++) {
    if (map[i] < level) continue
    n++
    sum += map[i]
    squares += map[i] ** 2
    moved += variance[i]
  }
  return n === 0 ? 0 : Math.sqrt(moved / n / Math.max(squares / n - (sum / n) ** 2, 1e-30))
}
