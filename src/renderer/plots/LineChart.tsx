import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Axes, Grid } from './Axes.tsx'
import type { AxisSpec, Span } from './axis.ts'
import { Curve } from './Curve.tsx'
import { CurveLabels, labelRoom } from './CurveLabels.tsx'
import { nearest, stops } from './curves.ts'
import type { Point } from './curves.ts'
import { Figure } from './Figure.tsx'
import { layOut } from './frame.ts'
import { MarkKey } from './MarkSymbol.tsx'
import { Reader, Readout } from './Reader.tsx'
import { allOf, labelOf, readings, seriesSummary, seriesTable } from './series.ts'
import type { Rule, Series } from './series.ts'
import { axisOf, opened, roundSpan, spanOf } from './span.ts'
import { useWidth } from './useWidth.ts'

export type LineChartProps = {
  readonly title: string
  readonly x: AxisSpec & { readonly range?: Span }
  readonly y: AxisSpec & { readonly range?: Span }
  readonly series: readonly Series[]
  readonly rules?: readonly Rule[]
  readonly height?: number
  /** What stands in the picture while there is nothing to draw. */
  readonly empty?: string
}

const NO_RULES: readonly Rule[] = []

/** Curves over a linear or logarithmic axis, or one of resolution; may grow while it is shown. */
export function LineChart({ title, x, y, series, rules = NO_RULES, height = 260, empty = 'Nothing to show yet.' }: LineChartProps): ReactNode {
  const [element, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  // The title names a single curve; over resolution its label says where it falls.
  const texts = series.length > 1 || x.kind === 'resolution' ? series.map(one => labelOf(x, one, rules)) : []
  const room = labelRoom(texts, width)
  const frame = useMemo(() => layOut(
    { width, height, right: room }, { ...axisOf(x, allOf(series, 0)), range: x.range ?? opened(spanOf(allOf(series, 0)) ?? [0, 1]) },
    { ...axisOf(y, allOf(series, 1)), range: y.range ?? roundSpan(spanOf([...allOf(series, 1), ...rules.map(rule => rule.at)]) ?? [0, 1]) },
  ), [width, height, room, x, y, series, rules])
  const places = useMemo(() => stops(series.map(({ points }) => points)), [series])
  const points = useMemo(() => places.map((place): Point => [place, 0]), [places])
  const { top, left, right, bottom } = frame.area
  const reading = at === null || places.length === 0 ? null : places[Math.min(at, places.length - 1)]
  const say = (cell: number): string => `${frame.x.say(places[cell])}: ${readings(series, places[cell]).map(one => `${one.series.name} ${frame.y.say(one.value)}`).join(', ')}`

  const over = <>
    <Reader area={frame.area} label={`Values of ${title}`} cells={{ count: places.length, columns: places.length }} at={at} onAt={setAt} say={say} cellAt={px => nearest(points, frame.x.value(px))} />
    {reading !== null && <Readout x={frame.x.place(reading)} y={top} width={width}>
      <b>{frame.x.say(reading)}</b>
      {readings(series, reading).map(({ series: { key, name, mark }, value }) => <span key={key} className="plot-readout-row"><MarkKey mark={mark} />{name}<span>{frame.y.say(value)}</span></span>)}
    </Readout>}
  </>
  return <Figure title={title} summary={seriesSummary(x, series, rules, frame)} table={() => seriesTable(x, y, series)} frame={element} width={width} height={height} over={over}>
    {places.length === 0 && <text className="plot-empty" x={width / 2} y={height / 2} textAnchor="middle">{empty}</text>}
    {places.length > 0 && <>
      <Grid frame={frame} />
      {series.map(one => <Curve key={one.key} series={one} frame={frame} />)}
      {rules.map(rule => <g key={rule.text} className="plot-rule"><path d={`M${left},${frame.y.place(rule.at)}H${right}`} /><text x={right - 4} y={frame.y.place(rule.at) - 5} textAnchor="end">{rule.text}</text></g>)}
      <Axes frame={frame} />
      {texts.length > 0 && <CurveLabels series={series} texts={texts} frame={frame} room={room} stacked={x.kind === 'resolution'} />}
    </>}
    {reading !== null && <path data-screen-only className="plot-cursor" d={`M${frame.x.place(reading)},${top}V${bottom}`} />}
  </Figure>
}
