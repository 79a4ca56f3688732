import type { ProjectDatabase } from './open.ts'

/** A doubt is about the input, a warning about the result. */
export type Note = { readonly kind: 'doubt' | 'warning'; readonly text: string }

/** Replaces the notes of the run. */
export function writeNotes(db: ProjectDatabase, notes: readonly Note[]): void {
  const insert = db.prepare('INSERT INTO note (kind, text) VALUES (@kind, @text)')
  db.transaction(() => {
    db.exec('DELETE FROM note')
    for (const note of notes) insert.run(note)
  })()
}

export const readNotes = (db: ProjectDatabase): Note[] => db.prepare<[], Note>('SELECT kind, text FROM note ORDER BY id').all()
