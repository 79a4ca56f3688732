import type { ComparisonReport, Rule } from '../../../preload/contract/network.ts'
import { mcnemar } from '../../numerics/mcnemar.ts'
import { wilsonInterval } from '../../numerics/wilsonInterval.ts'

/** How a rule divides particles: the class it gives to each, and how right that was, out of 1. */
export type Ruling = {
  readonly rule: Rule
  /** [count] 1: as it should be, 0: not. */
  readonly right: Uint8Array
  /** Mean held-out log-likelihood or log-probability, nats per particle. */
  readonly heldOutLogLikelihood: number
}

/** Rules side by side on the same particles; p-values are against the likelihood. */
export function compareRules(rulings: readonly Ruling[]): ComparisonReport['rules'] {
  const likelihood = rulings.find(({ rule }) => rule === 'likelihood')!
  return rulings.map(({ rule, right, heldOutLogLikelihood }) => {
    const hits = right.reduce((sum, v) => sum + v, 0)
    let gained = 0, lost = 0
    right.forEach((v, i) => {
      if (v > likelihood.right[i]) gained++
      if (v < likelihood.right[i]) lost++
    })
    return {
      rule, value: hits / Math.max(right.length, 1), interval: wilsonInterval(hits, right.length),
      mcnemar: rule === 'likelihood' ? null : mcnemar(gained, lost), heldOutLogLikelihood,
    }
  })
}
