import { JUNK } from '../../core/assignments.ts'
import { readVolume } from '../../formats/mrc.ts'
import { mapsBeside } from './mapsBeside.ts'
import { matchedFsc } from './matchedFsc.ts'
import type { MatchedFsc } from './matchedFsc.ts'

/** Labels of two assignments that are matched with each other, and the FSC of their maps. */
export type FscBeside = { readonly rows: string; readonly columns: string } & MatchedFsc

/** FSC of the maps that lie beside two assignments under the names that RELION, cryoSPARC and cgr give them; `matching` is of labels. Pairs that lack a map, or a common grid, are left out. */
export function fscBeside(rowsPath: string, columnsPath: string, matching: Readonly<Record<string, string>>): FscBeside[] {
  const [first, second] = [mapsBeside(rowsPath), mapsBeside(columnsPath)]
  return Object.entries(matching).flatMap(([rows, columns]) => {
    const [a, b] = [first.get(rows), second.get(columns)]
    const fsc = rows !== JUNK && a !== undefined && b !== undefined ? matchedFsc(readVolume(a), readVolume(b)) : null
    return fsc ? [{ rows, columns, ...fsc }] : []
  })
}
