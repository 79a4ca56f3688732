import type { Histogram } from '../../preload/contract/calls/particles.ts'
import type { Axis, AxisSpec } from './axis.ts'
import { medianOf, total } from './bins.ts'
import { integer } from './numbers.ts'
import type { Table } from './table.ts'

export const binWords = ({ edges }: Histogram, bin: number, x: Axis): string => `${x.say(edges[bin])} to ${x.say(edges[bin + 1])}`

/** The main numbers of a histogram in words. */
export function histogramSummary(data: Histogram, x: Axis, counted: string): string {
  const { edges, counts } = data
  const median = medianOf(data)
  if (median === null) return 'Empty.'
  const most = Math.max(...counts)
  return `${integer(total(counts))} ${counted.toLowerCase()} from ${x.say(edges[0])} to ${x.say(edges[edges.length - 1])}, median ${x.say(median)}, most (${integer(most)}) at ${binWords(data, counts.indexOf(most), x)}.`
}

export const histogramTable = ({ edges, counts }: Histogram, { title, unit }: AxisSpec, counted: string): Table => ({
  columns: [{ title: `${title} from`, unit }, { title: `${title} to`, unit }, { title: counted }],
  rows: counts.map((count, bin) => [edges[bin], edges[bin + 1], count]),
})
