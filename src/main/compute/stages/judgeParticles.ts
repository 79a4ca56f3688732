import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { halfConsensus, updateConsensus } from '../sorting/consensus.ts'
import type { Checkpoints, Saved } from '../sorting/checkpoint.ts'
import { productsWithHalves, residualsOfConsensus } from '../sorting/passes.ts'
import type { Workspace } from '../sorting/workspace.ts'
import { whiten } from '../sorting/whiten.ts'

const CHECKPOINT = 'particles'

export type Judgement = {
  /** Sign of the density in the images under the given CTF. */
  readonly sign: 1 | -1
  /** Standard deviation of the particles' contrast over its mean, measurement noise subtracted. */
  readonly spread: number
  readonly junk: number
}

/**
 * Contrast sign, noise left by the consensus, junk, and every particle's contrast. Slopes are taken on the consensus of
 * the other half of the particles, so that nobody is judged by a map that holds it. Junk takes no further part.
 */
export async function judgeParticles(w: Workspace, givenMask: Float32Array | null, checkpoints: Checkpoints): Promise<Judgement> {
  const saved = checkpoints.load(CHECKPOINT)
  if (saved) return restore(w, saved)
  const { state } = w.set
  const contrast = new Float32Array(state.contrast), active = new Uint8Array(state.active)
  let backprojection = await updateConsensus(w, givenMask)
  // The consensus is a density: its strongest voxel is positive if the sign is right.
  const sign = w.densityPeak >= 0 ? 1 : -1
  if (sign < 0) {
    contrast.fill(-1)
    backprojection = await updateConsensus(w, givenMask)
  }
  await whitenByResidual(w)
  backprojection = await updateConsensus(w, w.mask)

  const first = await slopesOf(w, halfConsensus(w, backprojection))
  const judged = fitSlopes(first.slope, first.variance)
  let junk = 0
  for (let p = 0; p < active.length; p++) {
    active[p] = judged.junk[p] > 0.5 ? 0 : 1
    junk += 1 - active[p]
  }
  if (junk > 0) {
    await whitenByResidual(w)
    backprojection = await updateConsensus(w, w.mask)
  }
  const { slope, variance } = await slopesOf(w, halfConsensus(w, backprojection))
  const good = (values: Float64Array) => values.filter((_, p) => active[p] === 1)
  const mixture = fitSlopes(good(slope), good(variance))
  for (let p = 0; p < contrast.length; p++) {
    if (active[p]) contrast[p] *= Math.max(0.2, shrunkenSlope(slope[p], variance[p], mixture) / mixture.mean)
  }
  await updateConsensus(w, givenMask)
  const judgement: Judgement = { sign, spread: mixture.spread / mixture.mean, junk }
  checkpoints.save(CHECKPOINT, {
    arrays: { contrast, active, whitening: new Float32Array(state.whitening), consensus: w.consensus, power: w.power, mask: w.mask },
    values: judgement,
  })
  return judgement
}

function restore(w: Workspace, { arrays, values }: Saved): Judgement {
  const { state } = w.set
  new Float32Array(state.contrast).set(arrays.contrast)
  new Uint8Array(state.active).set(arrays.active)
  new Float32Array(state.whitening).set(arrays.whitening)
  w.consensus = Float64Array.from(arrays.consensus)
  w.power = Float64Array.from(arrays.power)
  w.mask = Float32Array.from(arrays.mask)
  return values as Judgement
}

async function whitenByResidual(w: Workspace): Promise<void> {
  whiten(w.set, await residualsOfConsensus(w))
}

async function slopesOf(w: Workspace, halves: readonly [Float64Array, Float64Array]): Promise<{ slope: Float64Array; variance: Float64Array }> {
  const { linear: [linear], energy: [energy] } = await productsWithHalves(w, halves, [w.limit])
  const safe = energy.map(e => Math.max(e, 1e-9))
  return { slope: safe.map((e, p) => linear[p] / e), variance: safe.map(e => 1 / (2 * e)) }
}
