export type Grid = { readonly count: number; readonly columns: number; /** Rows that the window holds whole. */ readonly page: number }

/** Where the current tile goes; null where the key moves nothing. Home and End go to the first and the last particle of all. */
export function placeAfter(key: string, place: number, { count, columns, page }: Grid): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -columns * page, PageDown: columns * page, Home: -place, End: count - 1 - place }
  const step = steps[key]
  if (step === undefined || count === 0) return null
  const to = place + step
  if (key === 'ArrowUp' || key === 'ArrowDown') return to < 0 ? place : to < count ? to : Math.floor(place / columns) < Math.floor((count - 1) / columns) ? count - 1 : place
  return Math.max(0, Math.min(count - 1, to))
}
