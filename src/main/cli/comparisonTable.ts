import type { ComparisonReport, Rule } from '../../preload/contract/network.ts'
import { pValue } from '../report/numbers.ts'
import { percent, table } from './format.ts'

const WORDS: Readonly<Record<Rule, string>> = { linear: 'linear rule on the densities', likelihood: 'likelihood', network: 'network', combined: 'combined' }

/** Rules side by side, with one column more that `last` fills. */
export function comparisonTable<R extends ComparisonReport['rules'][number]>(rules: readonly R[], measured: string, last: { readonly head: string; readonly of: (rule: R) => string } | null): string {
  return table(
    ['rule', measured, '95 % interval', 'p against the likelihood', ...(last ? [last.head] : [])],
    rules.map(rule => [
      WORDS[rule.rule], percent(rule.value), `${percent(rule.interval[0])} to ${percent(rule.interval[1])}`, rule.mcnemar === null ? '–' : pValue(rule.mcnemar), ...(last ? [last.of(rule)] : []),
    ]),
  )
}
