import { useState } from 'react'
import type { ReactNode } from 'react'
import { confusionSummary, confusionTable, rate, sums } from './confusion.ts'
import { Figure } from './Figure.tsx'
import { textWidth } from './frame.ts'
import { Matrix } from './Matrix.tsx'
import type { MatrixLayout } from './Matrix.tsx'
import { integer } from './numbers.ts'
import { Reader, Readout } from './Reader.tsx'
import { useWidth } from './useWidth.ts'

export type ConfusionProps = {
  readonly title: string
  /** What the rows and the columns are: "Class of this run", "Class of RELION". */
  readonly rowTitle: string
  readonly columnTitle: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** counts[row][column] */
  readonly counts: readonly (readonly number[])[]
}

const ROW = 40
const HEAD = 44
const COLUMN: readonly [number, number] = [24, 130]

function layoutOf(width: number, rows: readonly string[], columns: readonly string[]): MatrixLayout {
  const left = Math.min(width * 0.35, 36 + Math.max(30, ...rows.map(textWidth)))
  return { left, top: HEAD, row: ROW, column: Math.max(COLUMN[0], Math.min(COLUMN[1], (width - left - 8) / (columns.length + 1))) }
}

/** How two ways of sorting the same particles agree: counts and their part of the row. */
export function ConfusionTable({ title, rowTitle, columnTitle, rows, columns, counts }: ConfusionProps): ReactNode {
  const [element, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const layout = layoutOf(width, rows, columns)
  const { left, top, row: high, column: wide } = layout
  const { byRow, byColumn } = sums(counts, columns.length)
  const cell = (index: number): readonly [number, number] => [Math.floor(index / columns.length), index % columns.length]
  const ofRow = ([row, column]: readonly [number, number]): string => rate(counts[row][column], byRow[row])
  const ofColumn = ([row, column]: readonly [number, number]): string => rate(counts[row][column], byColumn[column])
  const say = (index: number): string => {
    const [row, column] = cell(index)
    return `${rows[row]} and ${columns[column]}: ${integer(counts[row][column])}, ${ofRow([row, column])} of the row, ${ofColumn([row, column])} of the column`
  }
  const area = { left, right: left + columns.length * wide, top, bottom: top + rows.length * high }
  const within = (place: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(place)))
  const read = at === null ? null : cell(at)

  const over = <>
    <Reader area={area} label={`Values of ${title}`} cells={{ count: rows.length * columns.length, columns: columns.length, topDown: true }} at={at} onAt={setAt} say={say}
      cellAt={(x, y) => within((y - top) / high, rows.length) * columns.length + within((x - left) / wide, columns.length)} />
    {read && <Readout x={left + (read[1] + 0.5) * wide} y={top + (read[0] + 1) * high + 4} width={width}>
      <b>{rows[read[0]]} · {columns[read[1]]}</b>
      <span className="plot-readout-row">of the row<span>{ofRow(read)}</span></span>
      <span className="plot-readout-row">of the column<span>{ofColumn(read)}</span></span>
    </Readout>}
  </>
  return <Figure title={title} summary={confusionSummary(rows, columns, counts)} table={() => confusionTable(rowTitle, rows, columns, counts)} frame={element} width={width} height={top + (rows.length + 1) * high + 8} over={over}>
    <text className="plot-axis-title" x={(area.left + area.right) / 2} y={14} textAnchor="middle">{columnTitle}</text>
    <text className="plot-axis-title" transform={`translate(13 ${(area.top + area.bottom) / 2}) rotate(-90)`} textAnchor="middle">{rowTitle}</text>
    <Matrix rows={rows} columns={columns} counts={counts} layout={layout} />
    {read && <rect data-screen-only className="plot-cell" x={left + read[1] * wide + 1} y={top + read[0] * high + 1} width={wide - 2} height={high - 2} />}
  </Figure>
}
