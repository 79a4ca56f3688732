import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { halfConsensus, updateConsensus } from '../sorting/consensus.ts'
import { sharedFloats, sharedDoubles, SLOTS } from '../sorting/particles.ts'
import { gridFor, type Workspace } from '../sorting/workspace.ts'
import { whiten } from './whiten.ts'

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
export async function judgeParticles(w: Workspace, givenMask: Float32Array | null): Promise<Judgement> {
  const { state } = w.set
  const contrast = new Float32Array(state.contrast), active = new Uint8Array(state.active)
  let backprojection = await updateConsensus(w, givenMask)
  const sign = contrastSign(w)
  if (sign < 0) {
    contrast.fill(-1)
    backprojection = await updateConsensus(w, givenMask)
  }
  await whitenByResidual(w)
  backprojection = await updateConsensus(w, givenMask)

  const first = await slopesOf(w, halfConsensus(w, backprojection))
  const judged = fitSlopes(first.slope, first.variance)
  let junk = 0
  for (let p = 0; p < active.length; p++) {
    active[p] = judged.junk[p] > 0.5 ? 0 : 1
    junk += 1 - active[p]
  }
  if (junk > 0) {
    await whitenByResidual(w)
    backprojection = await updateConsensus(w, givenMask)
  }
  const { slope, variance } = await slopesOf(w, halfConsensus(w, backprojection))
  const good = (values: Float64Array) => values.filter((_, p) => active[p] === 1)
  const mixture = fitSlopes(good(slope), good(variance))
  for (let p = 0; p < contrast.length; p++) {
    if (active[p]) contrast[p] *= Math.max(0.2, shrunkenSlope(slope[p], variance[p], mixture) / mixture.mean)
  }
  await updateConsensus(w, givenMask)
  return { sign, spread: mixture.spread / mixture.mean, junk }
}

/** The consensus is a density: its strongest voxels inside the particle are positive if the sign is right. */
function contrastSign(w: Workspace): 1 | -1 {
  return w.densityPeak >= 0 ? 1 : -1
}

async function whitenByResidual(w: Workspace): Promise<void> {
  const { store, state } = w.set
  const grid = gridFor(w.limit)
  const shellPower = sharedFloats(store.count * (store.coefficients.limit + 1))
  const volume = asChannel(w.consensus)
  await w.pool.map('residualPower', slots().map(slot => ({ store, state, grid, slot, volume, shellPower })))
  whiten(w.set, shellPower)
}

/** Even slots are judged by the odd slots' map and the other way round. */
async function slopesOf(w: Workspace, halves: readonly [Float64Array, Float64Array]): Promise<{ slope: Float64Array; variance: Float64Array }> {
  const { store, state } = w.set
  const grid = gridFor(w.limit)
  const volumes = halves.map(asChannel), products = sharedDoubles(2 * store.count)
  new Float64Array(products).fill(1)
  await w.pool.map('slopes', slots().map(slot => ({ store, state, grid, slot, volume: volumes[1 - (slot & 1)], products })))
  const out = new Float64Array(products)
  const energy = Float64Array.from({ length: store.count }, (_, p) => Math.max(out[2 * p + 1], 1e-9))
  return { slope: energy.map((e, p) => out[2 * p] / e), variance: energy.map(e => 1 / (2 * e)) }
}

const slots = (): number[] => Array.from({ length: SLOTS }, (_, slot) => slot)

function asChannel(fourier: Float64Array): SharedArrayBuffer {
  const out = sharedFloats(2 * fourier.length), to = new Float32Array(out)
  for (let v = 0; v < fourier.length / 2; v++) {
    to[4 * v] = fourier[2 * v]
    to[4 * v + 1] = fourier[2 * v + 1]
  }
  return out
}
