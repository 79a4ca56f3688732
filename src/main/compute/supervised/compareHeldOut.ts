import type { Rule } from '../../../preload/contract/network.ts'
import { RULES } from '../../../preload/contract/network.ts'
import type { LabelledComparison } from '../../../preload/contract/supervised.ts'
import { expectedCalibrationError } from '../../numerics/calibration.ts'
import { ridgeLogistic } from '../../numerics/ridgeLogistic.ts'
import { combine, stackSupervised } from '../../numerics/stacking.ts'
import { compareRules, type Ruling } from '../graph/rules.ts'
import { FOLDS, foldOfSlot } from '../sorting/particles.ts'
import { validationSlot } from './lessons.ts'

export type StackingWeights = LabelledComparison['stacking']

/** Labelled particles; every number about one was made without its fold. */
export type HeldOutInput = {
  readonly count: number
  readonly classes: number
  readonly logPrior: Float64Array
  /** [count] class from 0. */
  readonly labels: Int32Array
  /** [count] */
  readonly slot: Uint8Array
  /** f64 [count × classes] */
  readonly likelihood: Float64Array
  /** f64 [count × classes] logits. */
  readonly network: Float64Array
  /** f32 [count × nodes] */
  readonly densities: Float32Array
}

export type HeldOut = {
  readonly comparison: LabelledComparison
  /** f64 [count × classes] of the combined rule, its weights from the other folds. */
  readonly combined: Float64Array
}

/** Particles that the linear rule is made from, at most. */
const MOST_TAUGHT = 4000

/**
 * Linear rule, likelihood, network and both combined, on particles whose micrographs no part of the rule has seen: the
 * weights of the combination for a fold come from the held-out predictions of the others.
 */
export function compareHeldOut(input: HeldOutInput): HeldOut {
  const { count, classes, labels, slot } = input
  const stacking = stackedOn(input, () => true)
  const byFold = Array.from({ length: FOLDS }, (_, f) => stackedOn(input, i => foldOfSlot(slot[i]) !== f))
  const alone = { temperature: 1, networkWeight: 0 }, onlyNetwork = { temperature: 1, networkWeight: 1 }
  const posteriors: Record<Rule, Float64Array> = {
    linear: linearPosteriors(input), likelihood: combinedPosteriors(input, () => alone), network: combinedPosteriors(input, () => onlyNetwork), combined: combinedPosteriors(input, i => byFold[foldOfSlot(slot[i])]),
  }
  const winners = (rule: Rule) => Int32Array.from({ length: count }, (_, i) => winner(posteriors[rule], i, classes))
  const rulings = RULES.map((rule): Ruling => {
    const won = winners(rule)
    let total = 0
    for (let i = 0; i < count; i++) total += Math.log(Math.max(posteriors[rule][i * classes + labels[i]], 1e-300))
    return { rule, right: Uint8Array.from(won, (k, i) => (k === labels[i] ? 1 : 0)), heldOutLogLikelihood: total / count }
  })
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  winners('combined').forEach((k, i) => { confusion[labels[i]][k]++ })
  return {
    combined: posteriors.combined,
    comparison: {
      measure: 'accuracy on labelled particles whose micrographs took no part in training', particles: count, stacking, confusion,
      rules: compareRules(rulings).map(rule => ({ ...rule, calibrationError: expectedCalibrationError(posteriors[rule.rule], classes, labels) })),
    },
  }
}

/** Weights under which the labels of some particles are most probable. */
function stackedOn({ count, classes, logPrior, likelihood, network, labels }: HeldOutInput, takesPart: (i: number) => boolean): StackingWeights {
  const chosen = Uint32Array.from(Array.from({ length: count }, (_, i) => i).filter(takesPart))
  const rows = (values: Float64Array) => Float64Array.from({ length: chosen.length * classes }, (_, at) => values[chosen[Math.floor(at / classes)] * classes + (at % classes)])
  return stackSupervised({ count: chosen.length, classes, logPrior, likelihood: rows(likelihood), network: rows(network), labels: Int32Array.from(chosen, i => labels[i]) })
}

type Evidence = Pick<HeldOutInput, 'count' | 'classes' | 'logPrior' | 'likelihood' | 'network'>

/** Posteriors of one view a particle, each from likelihood and network under weights of its own. */
export function combinedPosteriors({ count, classes, logPrior, likelihood, network }: Evidence, weights: (i: number) => Pick<StackingWeights, 'temperature' | 'networkWeight'>): Float64Array {
  const out = new Float64Array(count * classes)
  for (let i = 0; i < count; i++) {
    const row = (values: Float64Array) => values.subarray(i * classes, (i + 1) * classes)
    combine(logPrior, row(likelihood), row(network), weights(i), row(out))
  }
  return out
}

/** Most probable class of row i. */
export function winner(posteriors: ArrayLike<number>, i: number, classes: number): number {
  let best = 0
  for (let k = 1; k < classes; k++) if (posteriors[i * classes + k] > posteriors[i * classes + best]) best = k
  return best
}

/** Ridge-regularised logistic regression on the densities of the nodes, for every fold from the others. */
function linearPosteriors({ count, classes, labels, slot, densities }: HeldOutInput): Float64Array {
  const targets = new Float32Array(count * classes), out = new Float64Array(count * classes)
  labels.forEach((k, i) => { targets[i * classes + k] = 1 })
  for (let f = 0; f < FOLDS; f++) {
    const others = Array.from({ length: count }, (_, i) => i).filter(i => foldOfSlot(slot[i]) !== f), judge = validationSlot(others.map(i => slot[i]))
    const train = others.filter(i => slot[i] !== judge), step = Math.max(1, Math.ceil(train.length / MOST_TAUGHT))
    const rule = ridgeLogistic(densities, targets, classes, { train: train.filter((_, i) => i % step === 0), validate: others.filter(i => slot[i] === judge) })
    for (let i = 0; i < count; i++) {
      if (foldOfSlot(slot[i]) !== f) continue
      const row = out.subarray(i * classes, (i + 1) * classes)
      rule.logits(i, row)
      softmax(row)
    }
  }
  return out
}

function softmax(logits: Float64Array): void {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity)
  let sum = 0
  for (let k = 0; k < logits.length; k++) sum += logits[k] = Math.exp(logits[k] - highest)
  for (let k = 0; k < logits.length; k++) logits[k] /= sum
}
