import type { z } from 'zod'
import type { Filter, Query } from '../../../preload/contract/calls/particles.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { RecentlyUsed } from './recentlyUsed.ts'
import type { ShownColumn } from './shownColumns.ts'
import { sortRows } from './sortRows.ts'

/** A query with its defaults filled in. */
export type FullQuery = z.output<typeof Query>

/** Orders kept; each is four bytes a row. */
const MOST_KEPT = 8

/** The particles of a project as they now stand, and the rows of queries about them; another state is another view. */
export class ParticleView {
  readonly columns: readonly ShownColumn[]
  readonly count: number
  readonly #orders = new RecentlyUsed<Uint32Array>(MOST_KEPT)

  /** What `before` knows about columns that are the same is taken over. */
  constructor(columns: readonly ShownColumn[], count: number, before: ParticleView | null = null) {
    this.columns = columns
    this.count = count
    if (before) this.#takeOver(before)
  }

  #takeOver(before: ParticleView): void {
    const isSame = (name: string): boolean => before.#valuesOf(name) === this.#valuesOf(name)
    for (const [key, rows] of before.#orders.entries()) if (columnsIn(JSON.parse(key) as FullQuery).every(isSame)) this.#orders.get(key, () => rows)
  }

  #valuesOf(key: string): ArrayLike<number> | undefined {
    return this.columns.find(({ column }) => column.key === key)?.values
  }

  /** Throws Failure 'usage' for a column that these particles have not. */
  column(key: string): ShownColumn {
    const found = this.columns.find(({ column }) => column.key === key)
    if (!found) throw new Failure('usage', `these particles have no column "${key.slice(0, 60)}"`, `there are ${this.columns.map(({ column }) => column.key).join(', ')}`)
    return found
  }

  /** The rows that pass all filters, sorted; of the caller's to read, not to write. */
  rows(query: FullQuery): Uint32Array {
    return this.#orders.get(JSON.stringify(query), () => this.#made(query))
  }

  #made({ sort, filters }: FullQuery): Uint32Array {
    if (sort) return sortRows(this.rows({ sort: null, filters }), this.column(sort.column).values, sort.descending)
    if (filters.length === 0) return allRows(this.count)
    return filters.reduce<Uint32Array>((rows, filter) => passing(rows, filter, this.column(filter.column).values), this.rows({ sort: null, filters: [] }))
  }
}

const columnsIn = ({ sort, filters }: FullQuery): string[] => [...(sort ? [sort.column] : []), ...filters.map(({ column }) => column)]

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row++) rows[row] = row
  return rows
}

/** Limits are inclusive. */
function passing(rows: Uint32Array, { min, max, values: wanted }: z.output<typeof Filter>, values: ArrayLike<number>): Uint32Array {
  const [low, high] = [min ?? -Infinity, max ?? Infinity], among = wanted && new Set(wanted)
  const out = new Uint32Array(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]]
    if (value >= low && value <= high && (!among || among.has(value))) out[count++] = rows[i]
  }
  return out.slice(0, count)
}
