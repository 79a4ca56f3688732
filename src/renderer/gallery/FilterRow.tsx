import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Column, Query } from '../../preload/contract/calls/particles.ts'
import { NumberBox } from '../plots/NumberBox.tsx'
import { changedFilter, toggledValue, withoutFilter } from './filters.ts'
import type { ShownFilter } from './filters.ts'

export type FilterRowProps = { readonly filter: ShownFilter; readonly index: number; readonly column: Column | undefined; readonly query: Query; readonly onQuery: (query: Query) => void }

/** More names than this get a field to search in them. */
const MANY = 12

const limit = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(Number(value.toPrecision(4))))

const close = (details: HTMLDetailsElement): void => details.removeAttribute('open')

function Names({ names, filter, onValues }: { readonly names: readonly string[]; readonly filter: ShownFilter; readonly onValues: (values: readonly number[] | null) => void }): ReactNode {
  const [search, setSearch] = useState('')
  const found = names.map((name, value) => ({ name, value })).filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  const { values } = filter
  return <details className="gallery-names" onKeyDown={event => event.key === 'Escape' && close(event.currentTarget)} onBlur={event => event.currentTarget.contains(event.relatedTarget) || close(event.currentTarget)}>
    <summary>{values === null ? `all ${names.length}` : `${values.length} of ${names.length}`}</summary>
    <div className="gallery-names-list" tabIndex={-1}>
      {names.length > MANY && <input type="search" placeholder="Search names" aria-label="Search names" value={search} onChange={event => setSearch(event.target.value)} />}
      <p>
        <button type="button" onClick={() => onValues(null)}>All</button><button type="button" onClick={() => onValues([])}>None</button>
        {search && <button type="button" onClick={() => onValues(found.map(({ value }) => value))}>Only these {found.length}</button>}
      </p>
      {found.map(({ name, value }) => <label key={value}><input type="checkbox" checked={values?.includes(value) ?? true} onChange={() => onValues(toggledValue(values, value, names.length))} />{name}</label>)}
    </div>
  </details>
}

/** One filter: limits of a number, or the names of a category that are let through. */
export function FilterRow({ filter, index, column, query, onQuery }: FilterRowProps): ReactNode {
  const change = (part: Partial<Omit<ShownFilter, 'column'>>): void => onQuery(changedFilter(query, index, part))
  const name = column?.title ?? filter.column
  return <li className="gallery-filter" title={column?.about}>
    <b>{name}</b>
    {column?.names
      ? <Names names={column.names} filter={filter} onValues={values => change({ values })} />
      : <>
        <NumberBox label="from" value={filter.min} placeholder={limit(column?.range?.[0])} onValue={min => change({ min })} />
        <NumberBox label="to" unit={column?.unit} value={filter.max} placeholder={limit(column?.range?.[1])} onValue={max => change({ max })} />
      </>}
    <button type="button" className="gallery-remove" aria-label={`Remove the filter on ${name}`} title="Remove this filter" onClick={() => onQuery(withoutFilter(query, index))}>×</button>
  </li>
}
