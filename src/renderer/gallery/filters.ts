import type { Column, Query } from '../../preload/contract/calls/particles.ts'
import { sorted } from '../plots/sorted.ts'

/** A filter as it is edited: every limit is there or null. */
export type ShownFilter = { readonly column: string; readonly min: number | null; readonly max: number | null; readonly values: readonly number[] | null }

export const filtersOf = (query: Query): ShownFilter[] => (query.filters ?? []).map(({ column, min = null, max = null, values = null }) => ({ column, min, max, values }))

const withFilters = (query: Query, filters: readonly ShownFilter[]): Query =>
  ({ sort: query.sort ?? null, filters: filters.map(({ column, min, max, values }) => ({ column, min, max, values: values && [...values] })) })

/** A new filter lets everything through until it is narrowed. */
export const withFilter = (query: Query, column: string): Query => withFilters(query, [...filtersOf(query), { column, min: null, max: null, values: null }])

export const changedFilter = (query: Query, index: number, change: Partial<Omit<ShownFilter, 'column'>>): Query => withFilters(query, filtersOf(query).map((filter, i) => (i === index ? { ...filter, ...change } : filter)))

export const withoutFilter = (query: Query, index: number): Query => withFilters(query, filtersOf(query).filter((_, i) => i !== index))

export const withoutFilters = (query: Query): Query => withFilters(query, [])

/** Sorted by `column`, or in the order of the file where it is null. */
export const sortedBy = (query: Query, column: string | null, descending: boolean): Query => ({ ...withFilters(query, filtersOf(query)), sort: column === null ? null : { column, descending } })

/** One category more or less; all of them chosen is no limit. */
export function toggledValue(values: readonly number[] | null, value: number, count: number): readonly number[] | null {
  const all = values ?? Array.from({ length: count }, (_, i) => i)
  const next = all.includes(value) ? all.filter(other => other !== value) : sorted([...all, value], (a, b) => a - b)
  return next.length === count ? null : next
}

/** "Defocus (µm)" */
export const titleOf = ({ title, unit }: Column): string => (unit ? `${title} (${unit})` : title)
