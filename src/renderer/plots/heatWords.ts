import type { AxisSpec } from './axis.ts'
import type { Frame } from './frame.ts'
import { mostOf } from './heat.ts'
import type { Counts } from './heat.ts'
import { integer } from './numbers.ts'
import type { Table } from './table.ts'

/** The main numbers of a heat map in words. */
export function heatSummary(xEdges: readonly number[], yEdges: readonly number[], counts: Counts, { x, y }: Frame, counted: string): string {
  const all = counts.flat()
  const sum = all.reduce((total, count) => total + count, 0)
  if (sum === 0) return 'Empty.'
  const most = mostOf(counts)
  const [i, j] = [all.indexOf(most) % (xEdges.length - 1), Math.floor(all.indexOf(most) / (xEdges.length - 1))]
  const filled = all.filter(count => count > 0).length
  return `${integer(sum)} ${counted.toLowerCase()} over ${x.title} and ${y.title}; ${integer(filled)} of ${integer(all.length)} bins hold some, most (${integer(most)}) at ${x.say(xEdges[i])} to ${x.say(xEdges[i + 1])} and ${y.say(yEdges[j])} to ${y.say(yEdges[j + 1])}.`
}

/** A row for each bin that holds something. */
export const heatTable = (x: AxisSpec, y: AxisSpec, xEdges: readonly number[], yEdges: readonly number[], counts: Counts, counted: string): Table => ({
  columns: [...[x, y].flatMap(({ title, unit }) => [{ title: `${title} from`, unit }, { title: `${title} to`, unit }]), { title: counted }],
  rows: counts.flatMap((row, j) => row.flatMap((count, i) => (count > 0 ? [[xEdges[i], xEdges[i + 1], yEdges[j], yEdges[j + 1], count]] : []))),
})
