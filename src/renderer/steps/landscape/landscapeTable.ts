import type { AxisSpec } from '../../plots/axis.ts'
import type { Table } from '../../plots/table.ts'
import type { Points } from '../../scatter/points.ts'
import type { Shown } from './useColouring.ts'

/** The chosen particles, or all that have a place where none is chosen: number as people count, place, and value of what colours them. */
export function landscapeTable({ x, y }: Points, [right, up]: readonly AxisSpec[], { by, values }: Pick<Shown, 'by' | 'values'>, chosen: Uint32Array): Table {
  const rows = chosen.length > 0 ? [...chosen] : [...x.keys()].filter(row => !Number.isNaN(x[row]))
  const named = (value: number): string | number | null => (Number.isNaN(value) ? null : by.names?.[value] ?? value)
  return {
    columns: [{ title: 'Particle' }, { title: right.title }, { title: up.title }, { title: by.title, ...(by.unit && { unit: by.unit }) }],
    rows: rows.map(row => [row + 1, x[row], y[row], named(values[row])]),
  }
}
