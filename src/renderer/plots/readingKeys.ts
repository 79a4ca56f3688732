/** Cells that a read-out goes through, in rows of `columns`: row 0 is the lowest, as in a plot, or with `topDown` the highest, as in a table. */
export type Cells = { readonly count: number; readonly columns: number; readonly topDown?: boolean }

/** Where a read-out goes from cell `at`; null where the key means nothing to it. */
export function readingAfter(key: string, at: number, { count, columns, topDown = false }: Cells): number | null {
  const isRow = columns === count
  const up = (isRow ? 1 : columns) * (topDown ? -1 : 1)
  const page = Math.max(1, Math.round((columns === 1 ? count : columns) / 10)) * (columns === 1 && topDown ? -1 : 1)
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: up, ArrowDown: -up, PageUp: page, PageDown: -page, Home: -at, End: count - 1 - at }
  const step = steps[key]
  if (step === undefined) return null
  const to = at + step
  if (isRow || columns === 1) return Math.max(0, Math.min(count - 1, to))
  return to >= 0 && to < count ? to : at
}
