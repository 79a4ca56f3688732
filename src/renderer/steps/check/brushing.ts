import { Query } from '../../../preload/contract/calls/particles.ts'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { z } from 'zod'
import type { Range } from '../../plots/bins.ts'

/** A query with nothing left out. */
export type FullQuery = z.output<typeof Query>

export const EVERY_PARTICLE: FullQuery = Query.parse({})

/** Without the order, which no count depends on, and without the column's own limits: its histogram shows what they could be. */
export const withoutColumn = ({ filters }: FullQuery, column: string): FullQuery => ({ sort: null, filters: filters.filter(filter => filter.column !== column) })

/** The limits on a column; open where there are none. */
export function rangeOn({ filters }: FullQuery, column: string): Range {
  const filter = filters.find(one => one.column === column)
  return { min: filter?.min ?? null, max: filter?.max ?? null }
}

/** The query with other limits on a column; open ones are no filter. The filter keeps its place among the others. */
export function brushed(query: FullQuery, column: string, { min, max }: Range): FullQuery {
  const { filters } = query
  if (min === null && max === null) return { ...query, filters: filters.filter(filter => filter.column !== column) }
  const filter = { column, min, max, values: null }
  const isThere = filters.some(one => one.column === column)
  return { ...query, filters: isThere ? filters.map(one => (one.column === column ? filter : one)) : [...filters, filter] }
}

/** Columns whose histogram can be brushed: numbers that are not all the same. */
export const brushable = (columns: readonly Column[]): Column[] => columns.filter(({ kind, range }) => kind === 'number' && range !== null && range[0] < range[1])

/** How many particles each of some micrographs gave: "20 micrographs, 180 particles each on average. Fewest: a.mrc (12); most: b.mrc (230)." */
export function countsWords(what: string, counts: readonly number[], names: readonly string[] | null): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const groups = `${counts.length} ${what}${counts.length === 1 ? '' : 's'}`
  if (least === most) return `${groups}, ${least} particles each.`
  const named = (count: number): string => `${names?.[counts.indexOf(count)] ?? `number ${counts.indexOf(count) + 1}`} (${count})`
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return `${groups}, ${mean.toFixed(0)} particles each on average. Fewest: ${named(least)}; most: ${named(most)}.`
}
