import { useState } from 'react'
import type { ReactNode } from 'react'
import { Figure } from './Figure.tsx'
import { cut, textWidth } from './frame.ts'
import { pairSummary, pairTable } from './pairWords.ts'
import type { PairValues } from './pairWords.ts'
import { Reader, Readout } from './Reader.tsx'
import { useWidth } from './useWidth.ts'

export type PairMatrixProps = {
  readonly title: string
  /** Of what is compared: a short sign over the columns, and the whole name. */
  readonly items: readonly { readonly sign: string; readonly name: string }[]
  /** From 0 to 1; below 0 is shaded like 0. */
  readonly values: PairValues
  readonly say: (value: number) => string
}

const ROW = 34
const HEAD = 26
const COLUMN: readonly [number, number] = [22, 96]
/** Shading stays below this, so that the number on it stays legible. */
const STRONGEST = 0.45
/** Narrower columns (px) show shades alone. */
const NUMBER_ROOM = 40

/** A heat map with its numbers, of everything against everything. */
export function PairMatrix({ title, items, values, say }: PairMatrixProps): ReactNode {
  const [element, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const names = items.map(({ sign, name }) => `${sign} ${name}`), count = items.length
  const left = Math.min(width * 0.45, 12 + Math.max(30, ...names.map(textWidth)))
  const wide = Math.max(COLUMN[0], Math.min(COLUMN[1], (width - left - 8) / count))
  const area = { left, right: left + count * wide, top: HEAD, bottom: HEAD + count * ROW }
  const cell = (index: number): readonly [number, number] => [Math.floor(index / count), index % count]
  const word = (row: number, column: number): string => {
    const value = values[row][column]
    return value === null ? (row === column ? '' : '–') : say(value)
  }
  const sayCell = (index: number): string => {
    const [row, column] = cell(index)
    return row === column ? `${names[row]}: itself` : `${names[row]} and ${names[column]}: ${word(row, column)}`
  }
  const within = (place: number): number => Math.max(0, Math.min(count - 1, Math.floor(place)))
  const read = at === null || at >= count * count ? null : cell(at)
  const over = <>
    <Reader area={area} label={`Values of ${title}`} cells={{ count: count * count, columns: count, topDown: true }} at={at} onAt={setAt} say={sayCell}
      cellAt={(x, y) => within((y - HEAD) / ROW) * count + within((x - left) / wide)} />
    {read && read[0] !== read[1] && <Readout x={left + (read[1] + 0.5) * wide} y={HEAD + (read[0] + 1) * ROW + 4} width={width}>
      <span>{names[read[0]]}</span><span>{names[read[1]]}</span><b>{word(...read)}</b>
    </Readout>}
  </>
  return <Figure title={title} summary={pairSummary(names, values, say)} table={() => pairTable(names, values)} frame={element} width={width} height={area.bottom + 8} over={over}>
    {items.map(({ sign }, column) => <text key={column} className="plot-label" x={left + (column + 0.5) * wide} y={HEAD - 9} textAnchor="middle">{sign}</text>)}
    {names.map((name, row) => <text key={row} className="plot-label" x={left - 8} y={HEAD + (row + 0.5) * ROW + 4} textAnchor="end">{cut(name, left - 12)}</text>)}
    {values.map((cells, row) => cells.map((value, column) => <g key={`${row} ${column}`}>
      <rect className="plot-shade" x={left + column * wide + 1} y={HEAD + row * ROW + 1} width={wide - 2} height={ROW - 2} style={{ fillOpacity: STRONGEST * Math.max(0, value ?? 0) }} />
      {wide >= NUMBER_ROOM && <text className="plot-count" x={left + (column + 0.5) * wide} y={HEAD + (row + 0.5) * ROW + 4} textAnchor="middle">{word(row, column)}</text>}
    </g>))}
    {read && <rect data-screen-only className="plot-cell" x={left + read[1] * wide + 1} y={HEAD + read[0] * ROW + 1} width={wide - 2} height={ROW - 2} />}
  </Figure>
}
