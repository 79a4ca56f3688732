import type { ProjectDatabase } from './open.ts'
import { all, query, run } from './query.ts'

/** A doubt is about the input, a warning about the result. */
export type Note = { readonly kind: 'doubt' | 'warning'; readonly text: string }

/** Replaces the notes of the run. */
export function writeNotes(db: ProjectDatabase, notes: readonly Note[]): void {
  db.transaction(() => {
    run(db, query.deleteFrom('note'))
    for (const [i, { kind, text }] of notes.entries()) run(db, query.insertInto('note').values({ id: i + 1, kind, text }))
  })()
}

export const readNotes = (db: ProjectDatabase): Note[] => all(db, query.selectFrom('note').select(['kind', 'text']).orderBy('id'))
