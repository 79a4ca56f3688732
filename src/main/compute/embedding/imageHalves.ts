import type { Measurements } from '../../numerics/pointStates.ts'
import type { Random } from '../../numerics/rng.ts'
import { findComponents } from '../sorting/components.ts'
import { sharedDoubles } from '../sorting/particles.ts'
import { shares } from '../sorting/passes.ts'
import type { PosePolish } from '../sorting/posePolish.ts'
import { activeWeights } from '../sorting/starts.ts'
import { buffer, strideFor, writeConsensus, type Workspace } from '../sorting/workspace.ts'
import { POSE_PARAMETERS } from '../threads/coordinatePass.ts'
import { principalAxes, type PrincipalAxes } from './principalAxes.ts'

/** Principal components of the particles in every other slot, and f32 [particles] 1 for those that had no part in them. */
export type HalfAxes = { readonly axes: PrincipalAxes; readonly unseen: SharedArrayBuffer }

/** Components of the even (0) or odd (1) slots, up to `limit` Fourier pixels. */
export async function axesOfHalf(w: Workspace, count: number, limit: number, parity: 0 | 1, random: Random): Promise<HalfAxes> {
  return { axes: principalAxes(w, await findComponents(w, count, limit, weightsOfSlots(w, parity), random)), unseen: weightsOfSlots(w, 1 - parity) }
}

/** Active particles of the slots of one parity. */
function weightsOfSlots(w: Workspace, parity: number): SharedArrayBuffer {
  const out = activeWeights(w), to = new Float32Array(out), { slotStart } = w.set.store
  for (let slot = 1 - parity; slot < slotStart.length - 1; slot += 2) to.fill(0, slotStart[slot], slotStart[slot + 1])
  return out
}

/** Of a changed pose, at least: what was found to be exact is not exact to the last bit. Radians and pixels. */
const LEAST_ERROR = { angle: 1e-4, shift: 1e-3 }

/** The unseen particles' first coordinates beside `count` − 1 others; the error of a polished pose is averaged out. */
export async function measuredPlaces(w: Workspace, { axes: { grid, volumes }, unseen }: HalfAxes, count: number, polish: PosePolish | null): Promise<Measurements> {
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
