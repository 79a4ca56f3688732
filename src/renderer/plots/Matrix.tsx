import type { ReactNode } from 'react'
import { rate, sums } from './confusion.ts'
import { cut } from './frame.ts'
import { integer } from './numbers.ts'

/** Where the first cell begins and how large cells are (px). */
export type MatrixLayout = { readonly left: number; readonly top: number; readonly row: number; readonly column: number }

/** Shading stays below this, so that the number on it stays legible. */
const STRONGEST = 0.45

/** Columns narrower than this (px) have no room for the rate. */
const RATE_ROOM = 54

type MatrixProps = { readonly rows: readonly string[]; readonly columns: readonly string[]; readonly counts: readonly (readonly number[])[]; readonly layout: MatrixLayout }

/** Numbers in cells with their part of the row, by which they are shaded; names and sums around them. */
export function Matrix({ rows, columns, counts, layout: { left, top, row: high, column: wide } }: MatrixProps): ReactNode {
  const { byRow, byColumn, all } = sums(counts, columns.length)
  const x = (column: number): number => left + (column + 0.5) * wide
  const y = (row: number): number => top + (row + 0.5) * high + 4
  const word = (key: string, row: number, column: number, text: string, className: string, lower = 0): ReactNode => <text key={key} className={className} x={x(column)} y={y(row) + lower} textAnchor="middle">{text}</text>
  const number = (key: string, row: number, column: number, count: number, className: string, lower = 0): ReactNode => word(key, row, column, integer(count), className, lower)
  const hasRates = wide >= RATE_ROOM
  return <>
    {[...columns, 'all'].map((name, column) => <text key={column} className={column < columns.length ? 'plot-label' : 'plot-tick'} x={x(column)} y={top - 10} textAnchor="middle">{cut(name, wide - 6)}</text>)}
    {[...rows, 'all'].map((name, row) => <text key={row} className={row < rows.length ? 'plot-label' : 'plot-tick'} x={left - 8} y={y(row)} textAnchor="end">{cut(name, left - 34)}</text>)}
    {counts.map((values, row) => values.map((count, column) => <g key={`${row} ${column}`}>
      <rect className="plot-shade" x={left + column * wide + 1} y={top + row * high + 1} width={wide - 2} height={high - 2} style={{ fillOpacity: (STRONGEST * count) / (byRow[row] || 1) }} />
      {number('n', row, column, count, count === 0 ? 'plot-tick' : 'plot-count', hasRates ? -7 : 0)}
      {hasRates && word('r', row, column, rate(count, byRow[row]), count === 0 ? 'plot-tick' : 'plot-label', 8)}
    </g>))}
    {byRow.map((count, row) => number(`r${row}`, row, columns.length, count, 'plot-tick'))}
    {byColumn.map((count, column) => number(`c${column}`, rows.length, column, count, 'plot-tick'))}
    {number('all', rows.length, columns.length, all, 'plot-tick')}
  </>
}
