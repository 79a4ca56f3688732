import type { ReactNode } from 'react'
import type { Axis } from './axis.ts'
import { valueText } from './bars.ts'
import type { Bar } from './bars.ts'
import { cut } from './frame.ts'
import { MarkSymbol } from './MarkSymbol.tsx'
import { PLAIN_MARK } from './marks.ts'

export const ROW_HEIGHT = 28
const THICKNESS = 16

type RowProps = {
  readonly bar: Bar
  readonly unit: string | undefined
  readonly axis: Axis
  readonly form: 'bars' | 'dots'
  /** Where bars begin. */
  readonly zero: number
  /** px: where names end and the data begin; where values end; the top of the row. */
  readonly left: number
  readonly valueAt: number
  readonly top: number
  readonly read: boolean
}

/** Name, bar or dot, interval and value of one row. */
export function BarRow({ bar: { name, value, interval, mark }, unit, axis, form, zero, left, valueAt, top, read }: RowProps): ReactNode {
  const middle = top + ROW_HEIGHT / 2
  const [from, to] = [Math.min(axis.place(zero), axis.place(value)), Math.max(axis.place(zero), axis.place(value))]
  return <g>
    {read && <rect data-screen-only className="plot-row" x={0} y={top} width={valueAt + 6} height={ROW_HEIGHT} />}
    <text className="plot-label" x={left - (mark ? 26 : 8)} y={middle + 4} textAnchor="end">{cut(name, left - (mark ? 28 : 10))}</text>
    {mark && <MarkSymbol mark={mark} x={left - 14} y={middle} />}
    {form === 'bars' && <rect className="plot-bar" x={from} y={middle - THICKNESS / 2} width={Math.max(0.5, to - from)} height={THICKNESS} style={{ fill: (mark ?? PLAIN_MARK).colour }} />}
    {interval && <path className="plot-interval" d={`M${axis.place(interval[0])},${middle}H${axis.place(interval[1])}M${axis.place(interval[0])},${middle - 5}v10M${axis.place(interval[1])},${middle - 5}v10`} />}
    {form === 'dots' && <MarkSymbol mark={mark ?? PLAIN_MARK} x={axis.place(value)} y={middle} />}
    <text className="plot-value" x={valueAt} y={middle + 4} textAnchor="end">{valueText(axis, value, unit)}</text>
  </g>
}
