import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { AxisSpec, Span } from '../../plots/axis.ts'
import { categoryIndices, categoryPalette, percentiles, scaleIndices, scalePalette } from '../../scatter/colours.ts'
import type { Colouring } from '../../scatter/colours.ts'
import type { Points } from '../../scatter/points.ts'

export type Category = { readonly value: number; readonly name: string; readonly count: number }

/** How points are coloured by a column, and what the colours mean. */
export type ColourBy = {
  readonly colouring: Colouring
  /** Of numbers. */
  readonly scale: { readonly spec: AxisSpec; readonly range: Span } | null
  /** Of categories, most common first. */
  readonly categories: readonly Category[]
}

/** Ends of the scale, so that a few strange values do not take all colours: parts of the values that lie below. */
const ENDS = [0.01, 0.99] as const

/** What a table of the particles calls this component or column. */
export type Coloured = Pick<Column, 'key' | 'title' | 'unit' | 'kind' | 'names'>

/** Categories among the particles that have a place. */
function categoriesOf({ names }: Coloured, values: Float32Array, { x }: Points): Category[] {
  let most = -1
  for (let row = 0; row < values.length; row++) if (values[row] > most) most = values[row]
  const counts = new Uint32Array(most + 1)
  for (let row = 0; row < values.length; row++) if (values[row] >= 0 && !Number.isNaN(x[row])) counts[values[row]]++
  const found = Array.from(counts, (count, value) => ({ value, name: names?.[value] ?? `number ${value + 1}`, count })).filter(({ count }) => count > 0)
  found.sort((a, b) => b.count - a.count)
  return found
}

/** `values` [particles] are the column's; `classColours`: palette index by class, where the column holds classes. */
export function colourBy(column: Coloured, values: Float32Array, points: Points, classColours: ReadonlyMap<number, number>): ColourBy {
  if (column.kind === 'category') {
    const colouring = { indices: categoryIndices(values), palette: categoryPalette(classColours) }
    return { colouring, scale: null, categories: categoriesOf(column, values, points) }
  }
  const range = percentiles(values, ...ENDS) ?? [0, 1]
  return { colouring: { indices: scaleIndices(values, range), palette: scalePalette }, scale: { spec: { title: column.title, ...(column.unit && { unit: column.unit }) }, range }, categories: [] }
}

/** [particles] 1 for those of a category that have a place. */
export function ofCategory({ x }: Points, values: Float32Array, { value }: Category): Uint8Array {
  const out = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) out[row] = values[row] === value && !Number.isNaN(x[row]) ? 1 : 0
  return out
}

/** Most points that tell where a category lies. */
const SAMPLE = 20_000

/** Where most of each category's particles are: the medians of their places. */
export function middlesOf({ x, y }: Points, values: Float32Array, categories: readonly Category[]): { readonly category: Category; readonly x: number; readonly y: number }[] {
  const every = Math.max(1, Math.floor(values.length / SAMPLE)), most = Math.ceil(values.length / every)
  const right = new Float32Array(most), up = new Float32Array(most)
  return categories.flatMap(category => {
    let count = 0
    for (let row = 0; row < values.length; row += every) {
      if (values[row] !== category.value) continue
      right[count] = x[row]
      up[count++] = y[row]
    }
    const [across, along] = [right, up].map(places => percentiles(places.subarray(0, count), 0.5, 0.5))
    return across && along ? [{ category, x: across[0], y: along[0] }] : []
  })
}
