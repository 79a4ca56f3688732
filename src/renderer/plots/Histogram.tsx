import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Histogram as HistogramData } from '../../preload/contract/calls/particles.ts'
import { Axes, Grid } from './Axes.tsx'
import type { AxisSpec } from './axis.ts'
import { binAt, isWithin, snapped } from './bins.ts'
import type { Range } from './bins.ts'
import { Figure } from './Figure.tsx'
import { layOut } from './frame.ts'
import { binWords, histogramSummary, histogramTable } from './histogramWords.ts'
import { integer } from './numbers.ts'
import { RangeFields } from './RangeFields.tsx'
import { Reader, Readout } from './Reader.tsx'
import { axisOf, roundSpan } from './span.ts'
import { useWidth } from './useWidth.ts'

export type HistogramProps = {
  readonly title: string
  readonly x: AxisSpec
  readonly data: HistogramData
  /** What is counted. */
  readonly counted?: string
  /** With `onRange` a range can be chosen, by drawing it with the pointer or in number fields. */
  readonly range?: Range
  readonly onRange?: (range: Range) => void
  readonly height?: number
}

const EVERYTHING: Range = { min: null, max: null }
/** Bars wider than this (px) stand apart from one another. */
const WIDE = 5

/** Bars over a numeric axis. */
export function Histogram({ title, x, data, counted = 'Particles', range = EVERYTHING, onRange, height = 220 }: HistogramProps): ReactNode {
  const { edges, counts } = data
  const [element, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null)
  const [first, last] = [edges[0], edges[edges.length - 1]]
  const frame = layOut({ width, height }, { ...axisOf(x, edges), range: [first, last] }, { title: counted, decimals: 0, range: roundSpan([0, Math.max(1, ...counts)], 4) })
  const { top, bottom } = frame.area
  const shown = drag ? snapped(edges, drag.from, drag.to) : range
  const chosen = shown.min !== null || shown.max !== null
  const [from, to] = [shown.min ?? first, shown.max ?? last].map(value => frame.x.place(Math.max(first, Math.min(last, value))))
  const onDrag = (phase: 'start' | 'move' | 'end' | 'cancel', px: number): void => {
    const value = frame.x.value(px)
    if (phase === 'start') setDrag({ from: value, to: value })
    else if (phase === 'move') setDrag(now => now && { ...now, to: value })
    else {
      setDrag(null)
      if (phase === 'end' && drag) onRange?.(snapped(edges, drag.from, value))
    }
  }
  const over = <>
    <Reader
      area={frame.area} label={`Values of ${title}`} cells={{ count: counts.length, columns: counts.length }} at={at} onAt={setAt}
      cellAt={px => binAt(edges, frame.x.value(px))} say={bin => `${binWords(data, bin, frame.x)}: ${integer(counts[bin])} ${counted.toLowerCase()}`} onDrag={onRange && onDrag} />
    {at !== null && !drag && <Readout x={frame.x.place((edges[at] + edges[at + 1]) / 2)} y={top} width={width}>
      <b>{binWords(data, at, frame.x)}</b>
      <span className="plot-readout-row">{counted}<span>{integer(counts[at])}</span></span>
    </Readout>}
  </>
  const bar = (count: number, bin: number): ReactNode => {
    const [left, right] = [frame.x.place(edges[bin]), frame.x.place(edges[bin + 1])]
    const gap = right - left > WIDE ? 0.75 : 0
    const outside = chosen && !isWithin(edges, bin, shown)
    return count > 0 && <path key={bin} className={outside ? 'plot-bar is-outside' : 'plot-bar'} data-read={at === bin || undefined} d={`M${left + gap},${bottom}V${frame.y.place(count)}H${right - gap}V${bottom}Z`} />
  }
  return <Figure
    title={title} summary={histogramSummary(data, frame.x, counted)} table={() => histogramTable(data, x, counted)} frame={element} width={width} height={height}
    over={over} below={onRange && <RangeFields x={x} data={data} range={shown} onRange={onRange} counted={counted} />}>
    <Grid frame={frame} />
    {chosen && <rect className="plot-chosen" x={from} y={top} width={Math.max(1, to - from)} height={bottom - top} />}
    {counts.map(bar)}
    {chosen && <path className="plot-chosen-ends" d={`M${from},${top}V${bottom}M${to},${top}V${bottom}`} />}
    <Axes frame={frame} />
  </Figure>
}
