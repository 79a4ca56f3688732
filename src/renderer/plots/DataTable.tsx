import { useState } from 'react'
import type { ReactNode } from 'react'
import { integer, significant } from './numbers.ts'
import { heading } from './table.ts'
import type { Cell, Table } from './table.ts'

/** More rows than a person reads; the CSV has them all. */
const MOST_ROWS = 500

const shown = (cell: Cell): string => (cell === null ? '–' : typeof cell === 'string' ? cell : Number.isInteger(cell) ? integer(cell) : significant(cell, 4))

function Rows({ table: { columns, rows } }: { readonly table: Table }): ReactNode {
  return <>
    <table className="plot-table">
      <thead><tr>{columns.map((column, c) => <th key={c} scope="col" className={typeof rows[0]?.[c] === 'string' ? 'is-text' : undefined}>{heading(column)}</th>)}</tr></thead>
      <tbody>{rows.slice(0, MOST_ROWS).map((row, r) => <tr key={r}>{row.map((cell, c) => <td key={c} className={typeof cell === 'string' ? 'is-text' : undefined}>{shown(cell)}</td>)}</tr>)}</tbody>
    </table>
    {rows.length > MOST_ROWS && <p className="plot-note">The first {MOST_ROWS} of {integer(rows.length)} rows; “Save as… CSV” has them all.</p>}
  </>
}

/** The numbers behind a plot, for those who would rather read than look; made only while it is open. */
export function DataTable({ table, caption }: { readonly table: () => Table; readonly caption: string }): ReactNode {
  const [open, setOpen] = useState(false)
  return <details className="plot-details" onToggle={event => setOpen(event.currentTarget.open)}>
    <summary>Show as table</summary>
    {open && <div className="plot-table-frame" tabIndex={0} role="region" aria-label={`${caption}, as a table`}><Rows table={table()} /></div>}
  </details>
}
