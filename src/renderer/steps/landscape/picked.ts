import type { Selection } from '../../gallery/selection.ts'

/** Rows at the chosen places of a list of rows, the first `most` of them. */
export function picked(rows: Uint32Array, selection: Selection, most: number): number[] {
  const out: number[] = []
  for (const [from, to] of selection) {
    for (let place = from; place < to && out.length < most; place++) out.push(rows[place])
  }
  return out
}
