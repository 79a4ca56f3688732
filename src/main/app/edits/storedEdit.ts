import { Edit } from '../../../preload/contract/calls/edits.ts'
import type { ClassEdit } from './classList.ts'

/** Sorted, each row once: a move is of a set of particles. */
export const classEditOf = (edit: Edit): ClassEdit => (edit.kind === 'move' ? { kind: 'move', into: edit.into, rows: sortedSet(edit.rows) } : edit)

function sortedSet(rows: readonly number[]): Int32Array {
  const sorted = Int32Array.from(rows).toSorted()
  return sorted.filter((row, i) => i === 0 || row !== sorted[i - 1])
}

/** An edit as the project keeps it: rows as the gaps between them, which takes a third of the room. */
export const storedText = (edit: ClassEdit): string =>
  JSON.stringify(edit.kind === 'move' ? { kind: 'move', into: edit.into, gaps: Array.from(edit.rows, (row, i) => (i === 0 ? row : row - edit.rows[i - 1])) } : edit)

type Stored = { readonly kind?: unknown; readonly into?: unknown; readonly gaps?: unknown }

/** Throws SyntaxError or ZodError for what `storedText` has not written. */
export function editFromText(text: string): ClassEdit {
  const stored = JSON.parse(text) as Stored | null
  if (stored?.kind !== 'move') return classEditOf(Edit.parse(stored))
  let row = 0
  return classEditOf(Edit.parse({ kind: 'move', into: stored.into, rows: Array.isArray(stored.gaps) ? stored.gaps.map((gap: unknown) => (row += Number(gap))) : null }))
}
