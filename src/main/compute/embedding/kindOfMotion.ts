import type { Motion } from '../../../preload/contract/calls/landscape.ts'
import { judgeContinuity } from '../../numerics/continuity.ts'
import type { Measurements } from '../../numerics/pointStates.ts'
import type { Random } from '../../numerics/rng.ts'
import type { Pool } from '../threads/pool.ts'

/**
 * Whether the particles lie along the first component in a few places or all along it. Each half is measured on the components of
 * the other, in which its own noise has no part, by its data alone: neither the prior of the components nor the class maps that
 * poses were polished against (which draw particles to their classes) have a say. `evidence`: of each component; where the data
 * speak for none, nothing moves. `measure`: first coordinates of the particles that half-set components have not seen, beside n − 1 others.
 */
export async function kindOfMotion<Half>(pool: Pool, halves: readonly Half[], evidence: readonly number[], measure: (half: Half, n: number) => Promise<Measurements>, random: Random): Promise<Motion> {
  const silent = evidence.findIndex(gain => gain <= 0), count = Math.max(1, silent < 0 ? evidence.length : silent)
  const sets: Measurements[] = []
  for (const half of halves) sets.push(await measure(half, count))
  const found = judgeContinuity(await pool.map('continuity', sets.map((set, i) => ({ ...set, seed: random.fork(i).integer(2 ** 31) }))))
  return evidence[0] > 0 ? found : { ...found, kind: 'none' }
}
