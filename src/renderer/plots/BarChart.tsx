import { useState } from 'react'
import type { ReactNode } from 'react'
import { makeAxis } from './axis.ts'
import type { AxisSpec, Span } from './axis.ts'
import { BarRow, ROW_HEIGHT } from './BarRow.tsx'
import { barSpan, barTable, barWords, intervalText, valueText } from './bars.ts'
import type { Bar } from './bars.ts'
import { Figure } from './Figure.tsx'
import { textWidth } from './frame.ts'
import { Reader, Readout } from './Reader.tsx'
import { axisOf, roundSpan } from './span.ts'
import { useWidth } from './useWidth.ts'

export type BarChartProps = {
  readonly title: string
  readonly x: AxisSpec & { readonly range?: Span }
  readonly bars: readonly Bar[]
  /** Bars from zero for amounts; dots for estimates, whose distance from zero matters less than their interval. */
  readonly form?: 'bars' | 'dots'
  /** What the intervals are: "95 % confidence interval". */
  readonly interval?: string
  /** A vertical line with a word, such as chance. */
  readonly rule?: { readonly at: number; readonly text: string }
}

const TOP = 22
const BOTTOM = 46
/** Names may take this part of the width. */
const NAMES = 0.4

/** One row for each of a few named values, with intervals where they have them. */
export function BarChart({ title, x, bars, form = 'bars', interval = 'Interval', rule }: BarChartProps): ReactNode {
  const [element, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const bottom = TOP + bars.length * ROW_HEIGHT
  const range = x.range ?? roundSpan(barSpan(bars, [...(form === 'bars' ? [0] : []), ...(rule ? [rule.at] : [])]))
  const spec = axisOf(x, bars.map(({ value }) => value))
  // Values stand in a column of their own at the right, where no bar or interval runs through them.
  const values = makeAxis(spec, range, [0, width], 'x')
  const left = Math.min(NAMES * width, 34 + Math.max(30, ...bars.map(({ name }) => textWidth(name))))
  const right = Math.max(left + 40, width - 16 - Math.max(20, ...bars.map(({ value }) => textWidth(valueText(values, value, x.unit)))))
  const axis = makeAxis(spec, range, [left, right], 'x')
  const zero = Math.max(range[0], Math.min(range[1], 0))
  const read = at === null ? undefined : bars[at]

  const over = <>
    <Reader
      area={{ left: 0, right: width, top: TOP, bottom }} label={`Values of ${title}`} cells={{ count: bars.length, columns: 1, topDown: true }} at={at} onAt={setAt}
      say={row => barWords(bars[row], axis, interval)} cellAt={(_, y) => Math.max(0, Math.min(bars.length - 1, Math.floor((y - TOP) / ROW_HEIGHT)))} />
    {at !== null && read && <Readout x={axis.place(read.value)} y={TOP + (at + 1) * ROW_HEIGHT} width={width}>
      <b>{read.name}</b>
      <span className="plot-readout-row">{x.title}<span>{axis.say(read.value)}</span></span>
      {read.interval && <span className="plot-readout-row">{interval}<span>{intervalText(axis, read.interval)}</span></span>}
    </Readout>}
  </>
  return <Figure
    title={title} summary={`${axis.title}. ${bars.map(bar => barWords(bar, axis, interval)).join('; ')}.`} table={() => barTable(bars, x, interval)}
    frame={element} width={width} height={bottom + BOTTOM} over={over}>
    <path className="plot-grid" d={axis.ticks.map(tick => `M${axis.place(tick.at)},${TOP}V${bottom}`).join('')} />
    {rule && <g className="plot-rule"><path d={`M${axis.place(rule.at)},${TOP - 4}V${bottom}`} /><text x={axis.place(rule.at)} y={TOP - 8} textAnchor="middle">{rule.text}</text></g>}
    {bars.map((bar, row) => <BarRow key={bar.key} bar={bar} unit={x.unit} axis={axis} form={form} zero={zero} left={left} valueAt={width - 6} top={TOP + row * ROW_HEIGHT} read={at === row} />)}
    <path className="plot-axis" d={`M${left},${bottom}H${right}${axis.ticks.map(tick => `M${axis.place(tick.at)},${bottom}v5`).join('')}M${axis.place(zero)},${TOP}V${bottom}`} />
    {axis.ticks.map(tick => <text key={tick.at} className="plot-tick" x={axis.place(tick.at)} y={bottom + 18} textAnchor="middle">{tick.text}</text>)}
    <text className="plot-axis-title" x={(left + right) / 2} y={bottom + 38} textAnchor="middle">{axis.title}</text>
  </Figure>
}
