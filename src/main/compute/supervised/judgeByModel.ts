import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { productsWithHalves, residualsOfConsensus } from '../sorting/passes.ts'
import { whiten } from '../sorting/whiten.ts'
import type { Workspace } from '../sorting/workspace.ts'

export type JudgedByModel = {
  /** Mean contrast, over that of the model's particles; negative where the images are inverted against them. */
  readonly contrast: number
  readonly junk: number
}

/** Fewer particles than this do not show what junk is. */
export const LEAST_JUDGED = 200
/** A particle's contrast is never less than this share of the mean. */
export const LEAST_CONTRAST = 0.2

/**
 * Noise, junk and every particle's contrast, by its slope on the projections of the model's consensus. The consensus is a
 * posterior mean, so the slope of what it was made from is 1 on average, and no scale has to be agreed on between data sets.
 */
export async function judgeByModel(w: Workspace): Promise<JudgedByModel> {
  const { state } = w.set, contrast = new Float32Array(state.contrast), active = new Uint8Array(state.active)
  const products = async () => {
    const { linear: [linear], energy: [energy] } = await productsWithHalves(w, [w.consensus, w.consensus], [w.limit])
    return { linear, energy: energy.map(e => Math.max(e, 1e-9)) }
  }
  const rough = await products()
  const level = sum(rough.linear) / sum(rough.energy)
  contrast.fill(level === 0 ? 1 : level)
  whiten(w.set, await residualsOfConsensus(w))
  const { linear, energy } = await products()
  const slope = linear.map((l, p) => l / energy[p]), variance = energy.map(e => 1 / (2 * e))
  const judged = slope.length >= LEAST_JUDGED ? fitSlopes(slope, variance) : { mean: sum(linear) / sum(energy), spread: 0, junk: new Float64Array(slope.length) }
  let junk = 0
  for (let p = 0; p < slope.length; p++) {
    active[p] = judged.junk[p] > 0.5 ? 0 : 1
    junk += 1 - active[p]
    contrast[p] *= Math.max(LEAST_CONTRAST * judged.mean, shrunkenSlope(slope[p], variance[p], judged))
  }
  return { contrast: level * judged.mean, junk }
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)
