import { integer, significant, withUnit } from './numbers.ts'
import type { Table } from './table.ts'

type Counts = readonly (readonly number[])[]

/** Of counts[row][column]: by row, by column, and of everything. */
export function sums(counts: Counts, columns: number): { readonly byRow: number[]; readonly byColumn: number[]; readonly all: number } {
  const byRow = counts.map(row => row.reduce((sum, count) => sum + count, 0))
  const byColumn = Array.from({ length: columns }, (_, column) => counts.reduce((sum, row) => sum + row[column], 0))
  return { byRow, byColumn, all: byRow.reduce((sum, count) => sum + count, 0) }
}

/** A part of a whole, as people read it; 0 of nothing. */
export const rate = (part: number, whole: number): string => withUnit(significant((100 * part) / (whole || 1), part === whole ? 3 : 2), '%')

/** Where most of each row went, in words. */
export function confusionSummary(rows: readonly string[], columns: readonly string[], counts: Counts): string {
  const { byRow, all } = sums(counts, columns.length)
  const sentences = rows.map((name, row) => {
    const most = counts[row].indexOf(Math.max(...counts[row]))
    return byRow[row] === 0 ? `${name}: none.` : `${name}: ${integer(byRow[row])}, ${withUnit(significant((100 * counts[row][most]) / byRow[row], 3), '%')} of them ${columns[most]}.`
  })
  return `${integer(all)} particles. ${sentences.join(' ')}`
}

/** Counts, then the rates of each row. */
export function confusionTable(rowTitle: string, rows: readonly string[], columns: readonly string[], counts: Counts): Table {
  const { byRow } = sums(counts, columns.length)
  return {
    columns: [{ title: rowTitle }, ...columns.map(title => ({ title })), ...columns.map(title => ({ title: `${title}, of the row`, unit: '%' }))],
    rows: rows.map((name, row) => [name, ...counts[row], ...counts[row].map(count => (byRow[row] === 0 ? null : (100 * count) / byRow[row]))]),
  }
}
