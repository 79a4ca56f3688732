import { heldOutContinuity, type HeldOut } from '../../numerics/continuity.ts'
import type { Measurements } from '../../numerics/pointStates.ts'
import { seededRandom } from '../../numerics/rng.ts'

/** Continuum and states fitted to one set of measurements. */
export const continuity = ({ seed, ...measured }: Measurements & { readonly seed: number }): HeldOut => heldOutContinuity(measured, seededRandom(seed))
