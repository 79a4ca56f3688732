import type { Random } from '../../numerics/rng.ts'
import { evidenceOf, findComponents } from '../sorting/components.ts'
import { activeWeights } from '../sorting/starts.ts'
import type { Workspace } from '../sorting/workspace.ts'
import { principalAxes, type PrincipalAxes } from './principalAxes.ts'

/** Fractions of the fitted amplitude that are tried on particles that were not fitted: what is fitted to few of them is too large. */
const SCALES = [0.25, 0.5, 0.75, 1]

/** Principal components of the particles in every other slot, and f32 [particles] 1 for those that had no part in them. */
export type HalfAxes = { readonly axes: PrincipalAxes; readonly unseen: SharedArrayBuffer }

/** Components of the even (0) or odd (1) slots, up to `limit` Fourier pixels. */
export async function axesOfHalf(w: Workspace, count: number, limit: number, parity: 0 | 1, random: Random): Promise<HalfAxes> {
  return { axes: principalAxes(w, await findComponents(w, count, limit, weightsOfSlots(w, parity), random)), unseen: weightsOfSlots(w, 1 - parity) }
}

/**
 * What each component is worth: the log-likelihood that the first, second, … component of a half of the particles wins in addition
 * on the others, which had no part in it, each number of components at the amplitude that suits it best. [count], nats per
 * particle; below 0 a component is noise.
 */
export async function heldOutEvidence(w: Workspace, { axes: { grid, count, volumes }, unseen }: HalfAxes, told: (done: number) => void): Promise<number[]> {
  const members = new Float32Array(unseen).reduce((sum, v) => sum + v, 0), gains = [0]
  for (let n = 1; n <= count; n++) {
    const first = { grid, count: n, volumes: volumes.slice(0, n) }
    let best = -Infinity
    for (const scale of SCALES) best = Math.max(best, await evidenceOf(w, first, scale, unseen))
    gains.push(best / Math.max(members, 1))
    told(n)
  }
  return gains.slice(1).map((gain, i) => gain - gains[i])
}

/** Active particles of the slots of one parity. */
function weightsOfSlots(w: Workspace, parity: number): SharedArrayBuffer {
  const out = activeWeights(w), to = new Float32Array(out), { slotStart } = w.set.store
  for (let slot = 1 - parity; slot < slotStart.length - 1; slot += 2) to.fill(0, slotStart[slot], slotStart[slot + 1])
  return out
}
