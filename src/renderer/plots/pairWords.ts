import type { Table } from './table.ts'

/** A value for every two of a list, the same in both orders; null where there is none, as on the diagonal. */
export type PairValues = readonly (readonly (number | null)[])[]

type Extreme = { readonly value: number; readonly row: number; readonly column: number }

/** The pairs with the highest and the lowest value; none where no pair has one. */
export function extremes(values: PairValues): { readonly most: Extreme; readonly least: Extreme } | null {
  const all = values.flatMap((cells, row) => cells.flatMap((value, column): Extreme[] => (value === null || column <= row ? [] : [{ value, row, column }])))
  if (all.length === 0) return null
  return { most: all.reduce((a, b) => (b.value > a.value ? b : a)), least: all.reduce((a, b) => (b.value < a.value ? b : a)) }
}

/** The pairs that differ most and least, in words. */
export function pairSummary(names: readonly string[], values: PairValues, say: (value: number) => string): string {
  const found = extremes(values)
  if (!found) return 'No values.'
  const words = ({ value, row, column }: Extreme): string => `${say(value)} between ${names[row]} and ${names[column]}`
  return `${names.length} compared with each other. Highest: ${words(found.most)}. Lowest: ${words(found.least)}.`
}

/** A row for each of the list. */
export const pairTable = (names: readonly string[], values: PairValues): Table => ({ columns: [{ title: '' }, ...names.map(title => ({ title }))], rows: names.map((name, row) => [name, ...values[row]]) })
