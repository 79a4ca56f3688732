import { line } from 'd3-shape'
import type { ReactNode } from 'react'
import { makeAxis } from './axis.ts'
import { thinned } from './curves.ts'
import type { Point } from './curves.ts'
import { significant, withUnit } from './numbers.ts'
import { opened, spanOf } from './span.ts'

export type SparklineProps = { readonly label: string; readonly values: readonly number[]; readonly unit?: string; readonly colour?: string; readonly width?: number; readonly height?: number }

/** How a figure went, as small as a word; the value itself stands beside it as text. */
export function Sparkline({ label, values, unit, colour = 'var(--accent)', width = 96, height = 24 }: SparklineProps): ReactNode {
  const span = spanOf(values)
  const say = (value: number): string => withUnit(significant(value, 4), unit)
  const last = values.findLast(Number.isFinite)
  if (!span || last === undefined) return <svg className="plot-spark" width={width} height={height} role="img" aria-label={`${label}: no values yet`} />
  const y = makeAxis({ title: label }, opened(span), [height - 4, 4], 'y')
  const x = makeAxis({ title: label }, [0, Math.max(1, values.length - 1)], [2, width - 6], 'x')
  const points = thinned(values.map((value, i): Point => [i, value]), x.place)
  const path = line<Point>().defined(([, value]) => Number.isFinite(value)).x(point => x.place(point[0])).y(point => y.place(point[1])).digits(2)
  return <svg className="plot-spark" width={width} height={height} role="img" aria-label={`${label}: now ${say(last)}, first ${say(values.find(Number.isFinite)!)}, from ${say(span[0])} to ${say(span[1])} in ${values.length} values`}>
    <path className="plot-curve" d={path(points) ?? ''} style={{ stroke: colour }} />
    <circle cx={x.place(values.lastIndexOf(last))} cy={y.place(last)} r={2.5} style={{ fill: colour }} />
  </svg>
}
