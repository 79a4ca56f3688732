import type { ReactNode } from 'react'
import type { Column, Query } from '../../preload/contract/calls/particles.ts'
import { integer } from '../plots/numbers.ts'
import { NumberBox } from '../plots/NumberBox.tsx'
import { FilterRow } from './FilterRow.tsx'
import { filtersOf, sortedBy, titleOf, withFilter, withoutFilters } from './filters.ts'
import { TILE_SIZES } from './view.ts'
import type { GalleryView } from './view.ts'

export type ToolbarProps = {
  readonly columns: readonly Column[]
  readonly view: GalleryView
  readonly onView: (view: GalleryView) => void
  readonly query: Query
  readonly onQuery: (query: Query) => void
  /** Particles of the query, and in all; null while it is counted. */
  readonly count: number | null
  readonly total: number
  /** Least and greatest Å of the low-pass: about two pixels, and the box. */
  readonly lowpass: readonly [number, number]
  /** Particles that come as maps have no CTF to correct. */
  readonly hasCtf?: boolean
}

const MOST_FILTERS = 20
const KINDS: readonly { readonly kind: GalleryView['kind']; readonly title: string; readonly about: string }[] = [
  { kind: 'raw', title: 'Raw', about: 'as in the stack, binned to the size of the tile' },
  { kind: 'lowpass', title: 'Low-passed', about: 'without detail finer than the given resolution' },
  { kind: 'ctf', title: 'CTF-corrected', about: 'phases flipped by the particle’s own CTF' },
]

function Images({ view, onView, lowpass, hasCtf }: Pick<ToolbarProps, 'view' | 'onView' | 'lowpass' | 'hasCtf'>): ReactNode {
  return <>
    <fieldset className="gallery-choice"><legend>Tiles</legend>
      {TILE_SIZES.map(size => <label key={size} title={`Tiles of ${size} pixels`}><input type="radio" name="gallery-size" checked={view.size === size} onChange={() => onView({ ...view, size })} /><span>{size}</span></label>)}
    </fieldset>
    <fieldset className="gallery-choice"><legend>Images</legend>
      {KINDS.filter(({ kind }) => hasCtf || kind !== 'ctf').map(({ kind, title, about }) => <label key={kind} title={about}><input type="radio" name="gallery-kind" checked={view.kind === kind} onChange={() => onView({ ...view, kind })} /><span>{title}</span></label>)}
    </fieldset>
    {view.kind === 'lowpass' && <NumberBox
      label="to" unit="Å" title={`Resolution of the low-pass, ${lowpass[0]} to ${lowpass[1]} Å`} value={view.lowpassA} min={lowpass[0]} max={lowpass[1]} step={1} onValue={value => value !== null && onView({ ...view, lowpassA: value })} />}
    <label className="gallery-check" title="Exchange bright and dark"><input type="checkbox" checked={view.invert} onChange={event => onView({ ...view, invert: event.target.checked })} />Invert</label>
  </>
}

function Order({ columns, query, onQuery }: Pick<ToolbarProps, 'columns' | 'query' | 'onQuery'>): ReactNode {
  const sort = query.sort ?? null
  return <div className="gallery-order">
    <label>Sort by<select value={sort?.column ?? ''} onChange={event => onQuery(sortedBy(query, event.target.value || null, sort?.descending ?? false))}>
      <option value="">order of the file</option>
      {columns.map(column => <option key={column.key} value={column.key} title={column.about}>{titleOf(column)}</option>)}
    </select></label>
    {sort && <button type="button" title="Turn the order round" onClick={() => onQuery(sortedBy(query, sort.column, !sort.descending))}>{sort.descending ? '↓ high to low' : '↑ low to high'}</button>}
  </div>
}

/** How particles are shown, sorted and filtered. */
export function GalleryToolbar({ columns, view, onView, query, onQuery, count, total, lowpass, hasCtf = true }: ToolbarProps): ReactNode {
  const filters = filtersOf(query)
  const byKey = new Map(columns.map(column => [column.key, column]))
  return <div className="gallery-toolbar" role="group" aria-label="How particles are shown">
    <div className="gallery-line">
      <Images view={view} onView={onView} lowpass={lowpass} hasCtf={hasCtf} />
      <Order columns={columns} query={query} onQuery={onQuery} />
      <label>Filter<select value="" disabled={filters.length >= MOST_FILTERS} onChange={event => onQuery(withFilter(query, event.target.value))}>
        <option value="" disabled>by a column…</option>
        {columns.map(column => <option key={column.key} value={column.key} title={column.about}>{titleOf(column)}</option>)}
      </select></label>
      <span className="gallery-count" role="status">{count === null ? 'counting…' : count === total ? `${integer(total)} particles` : `${integer(count)} of ${integer(total)} particles`}</span>
    </div>
    {filters.length > 0 && <ul className="gallery-filters" aria-label="Filters">
      {filters.map((filter, index) => <FilterRow key={`${index} ${filter.column}`} filter={filter} index={index} column={byKey.get(filter.column)} query={query} onQuery={onQuery} />)}
      {filters.length > 1 && <li><button type="button" onClick={() => onQuery(withoutFilters(query))}>Remove all filters</button></li>}
    </ul>}
  </div>
}
