import { RULES, type ComparisonReport, type Rule } from '../../../preload/contract/network.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { ridgeLogistic } from '../../numerics/ridgeLogistic.ts'
import { stack } from '../../numerics/stacking.ts'
import { compareRules, type Ruling } from '../graph/rules.ts'

/** Rows are particles; every number about a particle was made without it. */
export type RulesInput = {
  readonly rows: number
  readonly classes: number
  readonly logPrior: Float64Array
  /** f64 [rows × 2 × classes] log-likelihood ratios by view. */
  readonly likelihood: Float64Array
  /** f64 [rows × 2 × classes] the network's logits by view. */
  readonly network: Float64Array
  /** f64 [rows × classes] the posteriors of the sorting. */
  readonly sorted: Float64Array
  /** On whom the rules are compared, the linear one being made from others first. */
  readonly sample: Sample
}

/** Some rows and their densities ([rows × 2 × nodes], by view); which of them, by place in `rows`, teach the linear rule, choose its strength, and are judged. */
export type Sample = { readonly rows: Uint32Array; readonly densities: Float32Array; readonly train: Uint32Array; readonly validate: Uint32Array; readonly judged: Uint32Array }

export type Combined = {
  readonly comparison: ComparisonReport
  /** f64 [rows × classes] of each rule, from all of a particle's coefficients; the linear rule is only compared. */
  readonly posteriors: Readonly<Record<Exclude<Rule, 'linear'>, Float64Array>>
}

/**
 * Network and likelihood combined by stacking: the weight of what the network adds to the likelihood's log-ratios under
 * which one half of a particle's Fourier coefficients says best what the other half shows. The halves' noise is
 * independent, so this needs no labels, and a network that has only learned noise gets no weight: then the posteriors of
 * the sorting stand as they are. Of the temperature only what the network changes about it is taken over: errors of the
 * maps are common to both halves, so that the halves' likelihoods predict each other better than they predict the truth.
 * Every rule is then compared by the class it gives to one half with that of the likelihood of the other.
 */
export function combineRules(input: RulesInput, ctx: StageContext): Combined {
  const { rows, classes, logPrior, likelihood, network, sorted } = input
  const stacking = stack({ count: rows, classes, logPrior, likelihood, network })
  ctx.log(`stacking: network × ${stacking.networkWeight.toFixed(2)} (gain ${stacking.gain.toFixed(4)} nats a particle, ${stacking.z.toFixed(1)} standard errors)`)
  const logits = (start: (row: number, k: number) => number, weight: number) => {
    const out = new Float64Array(rows * classes), own = new Float64Array(classes)
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < classes; k++) {
        own[k] = start(row, k)
        for (const view of [0, 1]) {
          const at = (row * 2 + view) * classes + k
          own[k] += weight * (network[at] - logPrior[k] - likelihood[at])
        }
      }
      const total = logSum(classes, k => own[k])
      for (let k = 0; k < classes; k++) out[row * classes + k] = Math.exp(own[k] - total)
    }
    return out
  }
  const fromLikelihood = (row: number, k: number) => logPrior[k] + likelihood[row * 2 * classes + k] + likelihood[(row * 2 + 1) * classes + k]
  const sharper = 1 + stacking.temperature - stacking.temperatureAlone
  const fromSorting = (row: number, k: number) => logPrior[k] + sharper * (Math.log(Math.max(sorted[row * classes + k], 1e-30)) - logPrior[k])
  return {
    comparison: { ...compareViews(input, stacking), stacking: { ...stacking } },
    posteriors: { likelihood: logits(fromLikelihood, 0), network: logits(fromLikelihood, 1), combined: logits(fromSorting, stacking.networkWeight) },
  }
}

/** Each rule looks at one half of a particle; what the likelihood of the other half says is what is right. */
function compareViews(input: RulesInput, { temperature, temperatureAlone, networkWeight }: ComparisonReport['stacking']): Omit<ComparisonReport, 'stacking'> {
  const { classes, logPrior, likelihood, network, sample } = input
  const linear = linearLogits(input)
  const of = (t: number, weight: number) => (at: number, k: number) => {
    const l = likelihood[at * classes + k]
    return logPrior[k] + t * l + weight * (network[at * classes + k] - logPrior[k] - l)
  }
  const logits: Record<Exclude<Rule, 'linear'>, (at: number, k: number) => number> = { likelihood: of(temperatureAlone, 0), network: of(1, 1), combined: of(temperature, networkWeight) }
  const rulings = RULES.map((rule): Ruling => {
    const right = new Uint8Array(sample.judged.length)
    let total = 0
    sample.judged.forEach((place, i) => {
      for (const view of [0, 1]) {
        const seen = 2 * sample.rows[place] + view, unseen = 2 * sample.rows[place] + 1 - view
        const says: (k: number) => number = rule === 'linear' ? (k: number) => linear[(2 * place + view) * classes + k] : (k: number) => logits[rule](seen, k)
        const evidence = (k: number) => temperatureAlone * likelihood[unseen * classes + k]
        total += logSum(classes, k => says(k) + evidence(k)) - logSum(classes, says) - logSum(classes, k => logPrior[k] + evidence(k))
        // One direction a particle: whether two halves agree is the same both ways round, so the other would be no new trial.
        if (view === (i & 1)) right[i] = best(classes, says) === best(classes, k => logPrior[k] + evidence(k)) ? 1 : 0
      }
    })
    return { rule, right, heldOutLogLikelihood: total / Math.max(sample.judged.length, 1) }
  })
  return { measure: 'agreement with the likelihood of the other half of a particle’s Fourier coefficients', particles: sample.judged.length, rules: compareRules(rulings) }
}

/** Ridge-regularised logistic regression on the densities of all nodes, taught as the network is; f64 [sample × 2 × classes]. */
function linearLogits({ classes, logPrior, likelihood, sample }: RulesInput): Float64Array {
  const items = 2 * sample.rows.length, targets = new Float32Array(items * classes), out = new Float64Array(items * classes)
  for (let at = 0; at < items; at++) {
    const other = 2 * sample.rows[at >> 1] + 1 - (at & 1), shows = (k: number) => logPrior[k] + likelihood[other * classes + k], total = logSum(classes, shows)
    for (let k = 0; k < classes; k++) targets[at * classes + k] = Math.exp(shows(k) - total)
  }
  const itemsOf = (places: Uint32Array) => Uint32Array.from({ length: 2 * places.length }, (_, i) => 2 * places[i >> 1] + (i & 1))
  const rule = ridgeLogistic(sample.densities, targets, classes, { train: itemsOf(sample.train), validate: itemsOf(sample.validate) })
  for (let at = 0; at < items; at++) rule.logits(at, out.subarray(at * classes, (at + 1) * classes))
  return out
}

function best(classes: number, value: (k: number) => number): number {
  let top = 0
  for (let k = 1; k < classes; k++) if (value(k) > value(top)) top = k
  return top
}

function logSum(classes: number, value: (k: number) => number): number {
  let highest = -Infinity, sum = 0
  for (let k = 0; k < classes; k++) highest = Math.max(highest, value(k))
  for (let k = 0; k < classes; k++) sum += Math.exp(value(k) - highest)
  return highest + Math.log(sum)
}
