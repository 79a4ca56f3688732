import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { ClassReport } from '../../../preload/contract/report.ts'
import { writeVolume } from '../../formats/mrc.ts'
import { resampleToBox } from '../../numerics/resample.ts'
import type { Random } from '../../numerics/rng.ts'
import { evidenceOf, findComponents } from '../sorting/components.ts'
import type { Sorting } from '../sorting/expectation.ts'
import { withClassAsConsensus } from '../sorting/moves.ts'
import { sharedFloats } from '../sorting/particles.ts'
import { gridFor, type Workspace } from '../sorting/workspace.ts'

type Variance = ClassReport['variance']

/** Of each class: the numbers, and the map in the working box, [box³], variances. */
export type MeasuredVariance = { readonly numbers: readonly Variance[]; readonly maps: readonly Float32Array[] }

const COMPONENTS = 2
/** Fourier pixels: motion inside a class shows at low resolution first. */
const LIMIT = 10
/** Fractions of the fitted amplitude that are tried on the particles that were not fitted. */
const SCALES = [0, 0.25, 0.5, 0.75, 1]

/**
 * Conformational variance inside each class: principal components of its even slots' particles round the class map, and
 * the amplitude at which they explain its odd slots' particles best; zero when they explain nothing there. Writes
 * run_class00k_variance.mrc, Σ_j (amplitude·U_j)² in the working box, and returns its root mean over the class's density in
 * units of the standard deviation of the class map there.
 */
export async function measureVariance(w: Workspace, sorting: Sorting, folder: string, random: Random, ctx: StageContext): Promise<MeasuredVariance> {
  const limit = Math.min(LIMIT, w.limit), grid = gridFor(limit), { box } = w.set.store
  const numbers: Variance[] = [], maps: Float32Array[] = []
  for (let k = 0; k < sorting.classes; k++) {
    ctx.signal.throwIfAborted()
    const [fitted, unseen] = [0, 1].map(half => classWeights(w, sorting, k, half))
    const map = await withClassAsConsensus(w, sorting, k, async () => {
      const components = await findComponents(w, COMPONENTS, limit, fitted, random.fork(k))
      let best = { scale: 0, gain: 0 }
      for (const scale of SCALES.slice(1)) {
        const gain = await evidenceOf(w, components, scale, unseen)
        if (gain > best.gain) best = { scale, gain }
      }
      const volumes = components.volumes.map(volume => resampleToBox(grid, volume.map(v => v * best.scale), box))
      return { volumes, mean: resampleToBox(gridFor(w.limit), w.consensus, box), gain: best.gain }
    })
    const variance = map.mean.map((_, i) => map.volumes.reduce((sum, u) => sum + u[i] ** 2, 0))
    writeVolume(join(folder, `run_class${String(k + 1).padStart(3, '0')}_variance.mrc`), { box, pixelSize: w.set.boxSize / box, data: variance })
    const members = new Float32Array(unseen).reduce((sum, v) => sum + v, 0)
    maps.push(variance)
    numbers.push({ value: relativeVariance(variance, map.mean), unit: 'σ', heldOutGain: members > 0 ? map.gain / members : 0 })
    ctx.report({ stage: 'variance', done: k + 1, total: sorting.classes })
  }
  return { numbers, maps }
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
