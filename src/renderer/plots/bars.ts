import type { Axis, AxisSpec } from './axis.ts'
import type { Mark } from './marks.ts'
import { spanOf } from './span.ts'
import type { Table } from './table.ts'

/** A named value, with an interval where it is an estimate. */
export type Bar = { readonly key: string; readonly name: string; readonly value: number; readonly interval?: readonly [number, number]; readonly mark?: Mark }

/** A unit longer than this stands at the axis alone. */
const LONG = 2

/** The value as it stands beside the bar. */
export const valueText = (axis: Axis, value: number, unit: string | undefined): string => ((unit ?? '').length <= LONG ? axis.say(value) : axis.number(value))

export const intervalText = (axis: Axis, [low, high]: readonly [number, number]): string => `${axis.say(low)} to ${axis.say(high)}`

/** From the least to the greatest that the bars and whatever else must be seen reach. */
export const barSpan = (bars: readonly Bar[], others: readonly number[]): readonly [number, number] => spanOf([...bars.flatMap(({ value, interval = [] }) => [value, ...interval]), ...others]) ?? [0, 1]

/** "Class 1 38.2 % (95 % interval 36 % to 40 %)" */
export const barWords = ({ name, value, interval }: Bar, axis: Axis, intervalName: string): string => `${name} ${axis.say(value)}${interval ? ` (${intervalName.toLowerCase()} ${intervalText(axis, interval)})` : ''}`

export function barTable(bars: readonly Bar[], x: AxisSpec, intervalName: string): Table {
  const estimated = bars.some(({ interval }) => interval)
  return {
    columns: [{ title: 'Name' }, x, ...(estimated ? [{ title: `${intervalName} from`, unit: x.unit }, { title: `${intervalName} to`, unit: x.unit }] : [])],
    rows: bars.map(({ name, value, interval }) => [name, value, ...(estimated ? [interval?.[0] ?? null, interval?.[1] ?? null] : [])]),
  }
}
