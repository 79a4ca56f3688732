import { sorted } from '../plots/sorted.ts'

/**
 * Chosen particles as places in the query that is shown: disjoint half-open ranges [from, to) in order.
 * All of a million are one range; nothing is fetched to choose them. A new query means new places, so its owner starts anew.
 */
export type Selection = readonly (readonly [from: number, to: number])[]

export const NOTHING: Selection = []

export const everything = (count: number): Selection => (count > 0 ? [[0, count]] : NOTHING)

export const sizeOf = (selection: Selection): number => selection.reduce((sum, [from, to]) => sum + to - from, 0)

/** Whether a place is chosen, by halving. */
export function isChosen(selection: Selection, place: number): boolean {
  let [low, high] = [0, selection.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (selection[middle][1] <= place) low = middle + 1
    else high = middle
  }
  return low < selection.length && selection[low][0] <= place
}

export function withRange(selection: Selection, from: number, to: number): Selection {
  if (from >= to) return selection
  const apart = selection.filter(([start, end]) => end < from || start > to)
  const touching = selection.filter(([start, end]) => end >= from && start <= to)
  const joined: Selection[number] = [Math.min(from, ...touching.map(([start]) => start)), Math.max(to, ...touching.map(([, end]) => end))]
  return sorted([...apart, joined], (a, b) => a[0] - b[0])
}

export const withoutRange = (selection: Selection, from: number, to: number): Selection =>
  selection.flatMap(([start, end]): Selection => (end <= from || start >= to ? [[start, end]] : [...(start < from ? [[start, from] as const] : []), ...(end > to ? [[to, end] as const] : [])]))

export const toggled = (selection: Selection, place: number): Selection => (isChosen(selection, place) ? withoutRange(selection, place, place + 1) : withRange(selection, place, place + 1))

/** Everything between two places, both included. */
export const between = (a: number, b: number): Selection => [[Math.min(a, b), Math.max(a, b) + 1]]

/** What was chosen, and these places too. */
export const withPlaces = (selection: Selection, places: readonly number[]): Selection => places.reduce((all, place) => withRange(all, place, place + 1), selection)

/** Most rows that one call gives. */
const PAGE = 2000

/** Rows of the input behind chosen places, in pages; at most `limit`, beyond which it refuses before asking. */
export async function rowsOfSelection(selection: Selection, rowsOf: (offset: number, count: number) => Promise<{ readonly rows: readonly number[] }>, limit: number): Promise<number[]> {
  if (sizeOf(selection) > limit) throw new RangeError(`${sizeOf(selection)} particles are chosen; at most ${limit} can be taken at once`)
  const rows: number[] = []
  for (const [from, to] of selection) {
    for (let offset = from; offset < to; offset += PAGE) rows.push(...(await rowsOf(offset, Math.min(PAGE, to - offset))).rows)
  }
  return rows
}
