import type { CheckResult } from '../../../preload/contract/calls/check.ts'
import { firstCrossing, maskedFsc } from '../../numerics/fsc.ts'
import type { Random } from '../../numerics/rng.ts'
import { MASK_SIZE } from '../sorting/workspace.ts'

/** Voxels along a side of what the check shows: the cube that masks are made on. */
export const CHECK_BOX = MASK_SIZE

/** What the stages of a check have found; maps are [CHECK_BOX³] over the input's box. */
export type Findings = Omit<CheckResult, 'particles' | 'consensus' | 'mask' | 'warnings' | 'seconds'> & {
  readonly count: number
  readonly checked: number
  /** Å along the box. */
  readonly boxSize: number
  /** In the units of the maps that a run makes. */
  readonly density: Float32Array
  readonly mask: Float32Array
}

/** Å to which two half-maps [CHECK_BOX³] agree inside the mask (FSC = 0.143, corrected), not finer than the `limit` (Fourier pixels) that they were made to. */
export function agreementOf([a, b]: readonly [Float32Array, Float32Array], mask: Float32Array, limit: number, boxSize: number, random: Random): number {
  return boxSize / Math.min(limit, firstCrossing(maskedFsc(a, b, mask, CHECK_BOX, random).corrected))
}

/** Mean over the particles of their power by shell, f32 [count × (limit + 1)], each shell at its frequency in 1/Å. */
export function powerCurve(power: Float32Array, limit: number, boxSize: number): CheckResult['power'] {
  const shells = limit + 1, count = power.length / shells, mean = new Float64Array(shells)
  for (let i = 0; i < power.length; i++) mean[i % shells] += power[i] / count
  return { frequency: Array.from({ length: limit }, (_, r) => (r + 1) / boxSize), power: Array.from(mean.subarray(1)) }
}

/** A random part of the rows, in row order; all of them where they are no more than `most`. */
export function sampleRows(count: number, most: number, random: Random): Uint32Array {
  return count <= most ? Uint32Array.from({ length: count }, (_, row) => row) : random.permutation(count).slice(0, most).toSorted()
}

/** Junk of the sample, scaled up to all particles. */
export const junkOf = (found: number, checked: number, count: number): CheckResult['junk'] =>
  ({ particles: Math.round((found / checked) * count), fraction: found / checked })
