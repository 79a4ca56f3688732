import type { Histogram } from '../../../preload/contract/calls/particles.ts'
import type { ShownColumn } from './shownColumns.ts'

/** Equal bins over the whole column, whatever is filtered, so that histograms of different queries compare. */
type Bins = { readonly edges: number[]; readonly first: number; readonly perUnit: number; readonly last: number }

/** A category gets a bin for each of its values, if there are no more than `most`. */
function binsOf({ column: { range: [low, high], kind } }: ShownColumn, most: number): Bins {
  const single = kind === 'category' && high - low < most
  const [from, to] = single || low === high ? [low - 0.5, high + 0.5] : [low, high]
  const count = single ? high - low + 1 : most, width = (to - from) / count
  return { edges: Array.from({ length: count + 1 }, (_, i) => from + i * width), first: from, perUnit: 1 / width, last: count - 1 }
}

/** Values at the upper end belong to the last bin. */
const binOf = ({ first, perUnit, last }: Bins, value: number): number => Math.min(last, Math.max(0, Math.floor((value - first) * perUnit)))

export function histogram(column: ShownColumn, rows: Uint32Array, bins: number): Histogram {
  const into = binsOf(column, bins), counts = new Uint32Array(into.last + 1), { values } = column
  for (let i = 0; i < rows.length; i++) counts[binOf(into, values[rows[i]])]++
  return { edges: into.edges, counts: [...counts] }
}

/** counts[y][x] */
export function heat(x: ShownColumn, y: ShownColumn, rows: Uint32Array, bins: number): { x: number[]; y: number[]; counts: number[][] } {
  const [across, up] = [binsOf(x, bins), binsOf(y, bins)], width = across.last + 1
  const counts = new Uint32Array(width * (up.last + 1))
  for (let i = 0; i < rows.length; i++) counts[binOf(up, y.values[rows[i]]) * width + binOf(across, x.values[rows[i]])]++
  return { x: across.edges, y: up.edges, counts: Array.from({ length: up.last + 1 }, (_, row) => [...counts.subarray(row * width, (row + 1) * width)]) }
}
