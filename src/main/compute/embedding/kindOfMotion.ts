import type { Motion } from '../../../preload/contract/calls/landscape.ts'
import { judgeContinuity } from '../../numerics/continuity.ts'
import type { Measurements } from '../../numerics/pointStates.ts'
import type { Random } from '../../numerics/rng.ts'
import { sharedDoubles } from '../sorting/particles.ts'
import { shares } from '../sorting/passes.ts'
import type { PosePolish } from '../sorting/posePolish.ts'
import { buffer, strideFor, writeConsensus, type Workspace } from '../sorting/workspace.ts'
import { POSE_PARAMETERS } from '../threads/coordinatePass.ts'
import type { HalfAxes } from './heldOutEvidence.ts'

/** Of a changed pose, at least: what was found to be exact is not exact to the last bit. Radians and pixels. */
const LEAST_ERROR = { angle: 1e-4, shift: 1e-3 }

/**
 * Whether the particles lie along the first component in a few places or all along it. Each half is measured on the components of
 * the other, in which its own noise has no part, by its images alone: neither the prior of the components nor the class maps that
 * poses were polished against (which draw particles to their classes) have a say. `evidence`: of each component; where the data
 * speak for none, nothing moves.
 */
export async function kindOfMotion(w: Workspace, halves: readonly HalfAxes[], evidence: readonly number[], polish: PosePolish | null, random: Random): Promise<Motion> {
  const silent = evidence.findIndex(gain => gain <= 0), count = Math.max(1, silent < 0 ? evidence.length : silent)
  const sets: Measurements[] = []
  for (const half of halves) sets.push(await measured(w, half, count, polish))
  const found = judgeContinuity(await w.pool.map('continuity', sets.map((set, i) => ({ ...set, seed: random.fork(i).integer(2 ** 31) }))))
  return evidence[0] > 0 ? found : { ...found, kind: 'none' }
}

/** The unseen particles' first coordinates beside `count` − 1 others. */
async function measured(w: Workspace, { axes: { grid, volumes }, unseen }: HalfAxes, count: number, polish: PosePolish | null): Promise<Measurements> {
  const stride = strideFor(1 + count + POSE_PARAMETERS), packed = buffer(w, 'volumes', grid.voxels * stride * 4), to = new Float32Array(packed)
  to.fill(0)
  writeConsensus(w, grid, packed, stride)
  for (let j = 0; j < count; j++) for (let v = 0; v < grid.voxels; v++) to.set(volumes[j].subarray(2 * v, 2 * v + 2), v * stride + 2 * j + 2)
  const output = sharedDoubles(2 * w.set.store.count)
  await w.pool.map('coordinatePass', shares(w).map(share => ({
    store: w.set.store, state: w.set.state, grid, ...share, components: count, volumes: packed, stride, weight: unseen, poses: polish && errorsOf(polish), measured: output,
  })))
  const pairs = new Float64Array(output), members = [...new Float32Array(unseen).keys()].filter(p => pairs[2 * p + 1] > 0)
  return { value: Float64Array.from(members, p => pairs[2 * p]), deviation: Float64Array.from(members, p => pairs[2 * p + 1]) }
}

function errorsOf({ widths, offsets }: PosePolish): { angle: number; shift: number; offsets: SharedArrayBuffer } {
  const shared = sharedDoubles(offsets.length)
  new Float64Array(shared).set(offsets)
  return { angle: Math.max(widths.angle, LEAST_ERROR.angle), shift: Math.max(widths.shift, LEAST_ERROR.shift), offsets: shared }
}
