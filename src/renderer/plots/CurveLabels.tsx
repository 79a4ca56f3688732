import type { ReactNode } from 'react'
import { spread } from './curves.ts'
import { cut, textWidth } from './frame.ts'
import type { Frame } from './frame.ts'
import { MarkSymbol } from './MarkSymbol.tsx'
import type { Series } from './series.ts'

const APART = 16
/** From the axis to the text: the leader and the symbol. */
const GAP = 26
/** A name longer than this part of the picture is cut; the table has it whole. */
const LARGEST = 0.35

/** Room that the texts take at the right of a picture `width` wide. */
export const labelRoom = (texts: readonly string[], width: number): number => (texts.length === 0 ? 0 : Math.min(width * LARGEST, GAP + Math.max(...texts.map(textWidth))))

type LabelsProps = {
  readonly series: readonly Series[]
  readonly texts: readonly string[]
  readonly frame: Frame
  readonly room: number
  /** One below the other from the top, where curves all end alike; else each at the end of its curve. */
  readonly stacked: boolean
}

/** Names at the right of the curves, moved apart where they would touch. */
export function CurveLabels({ series, texts, frame, room, stacked }: LabelsProps): ReactNode {
  const { top, bottom, right } = frame.area
  const ends = series.map(({ points }, i) => {
    const last = points.findLast(([, value]) => Number.isFinite(value))
    return { x: last ? frame.x.place(last[0]) : right, y: stacked || !last ? top + (i + 0.5) * APART : Math.max(top, Math.min(bottom, frame.y.place(last[1]))) }
  })
  const heights = spread(ends.map(({ y }) => y), APART, [top, bottom])
  return series.map(({ key, mark }, i) => <g key={key}>
    {!stacked && <path className="plot-leader" d={`M${ends[i].x + 4},${ends[i].y}L${right + 8},${heights[i]}`} />}
    <MarkSymbol mark={mark} x={right + 15} y={heights[i]} size={0.9} />
    <text className="plot-label" x={right + GAP} y={heights[i] + 4}>{cut(texts[i], room - GAP + 14)}</text>
  </g>)
}
