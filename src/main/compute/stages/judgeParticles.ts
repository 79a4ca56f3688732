import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { backproject, halfConsensus, maskOf, setConsensus, smoothDensity, strongest, type Backprojection } from '../sorting/consensus.ts'
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
  const first = await backproject(w)
  const density = smoothDensity(first)
  // The consensus is a density: its strongest voxel is positive if the sign is right.
  const sign = strongest(density) >= 0 ? 1 : -1
  if (sign < 0) contrast.fill(-1)
  w.mask = givenMask ?? maskOf(density.map(v => sign * v))
  await again(w)
  whiten(w.set, await residualsOfConsensus(w))

  const judged = fitSlopes(...(await slopes(w, await again(w))))
  let junk = 0
  for (let p = 0; p < active.length; p++) {
    active[p] = judged.junk[p] > 0.5 ? 0 : 1
    junk += 1 - active[p]
  }
  if (junk > 0) {
    await again(w)
    whiten(w.set, await residualsOfConsensus(w))
  }
  const [slope, variance] = await slopes(w, await again(w))
  const good = (values: Float64Array) => values.filter((_, p) => active[p] === 1)
  const mixture = fitSlopes(good(slope), good(variance))
  for (let p = 0; p < contrast.length; p++) {
    if (active[p]) contrast[p] *= Math.max(0.2, shrunkenSlope(slope[p], variance[p], mixture) / mixture.mean)
  }
  w.contrastSpread = mixture.spread / mixture.mean
  const last = await backproject(w)
  w.mask = givenMask ?? maskOf(smoothDensity(last))
  setConsensus(w, last)
  const judgement: Judgement = { sign, spread: w.contrastSpread, junk }
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
  const judgement = values as Judgement
  w.contrastSpread = judgement.spread
  return judgement
}

/** The consensus as particles, noise and contrast now stand. */
async function again(w: Workspace): Promise<Backprojection> {
  const sums = await backproject(w)
  setConsensus(w, sums)
  return sums
}

/** Slope of every particle on its projection of the other half's consensus, and the slope's variance. */
async function slopes(w: Workspace, sums: Backprojection): Promise<[slope: Float64Array, variance: Float64Array]> {
  const { linear: [linear], energy: [energy] } = await productsWithHalves(w, halfConsensus(w, sums), [w.limit])
  const safe = energy.map(e => Math.max(e, 1e-9))
  return [safe.map((e, p) => linear[p] / e), safe.map(e => 1 / (2 * e))]
}
