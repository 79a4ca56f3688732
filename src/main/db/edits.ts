import type { ProjectDatabase } from './open.ts'
import { all, column, first, query, run } from './query.ts'

/** An edit as the application wrote it, in its own words. */
export type EditRow = { readonly position: number; readonly json: string; readonly undone: boolean }

/** All edits in the order in which they were made. */
export const readEdits = (db: ProjectDatabase): EditRow[] =>
  all(db, query.selectFrom('edit').select(['position', 'edit_json', 'undone']).orderBy('position')).map(({ position, edit_json, undone }) => ({ position, json: edit_json, undone: undone === 1 }))

/** Tells one state of the log from every other: a position is never given twice, and only the last edits are ever undone. */
export function editVersion(db: ProjectDatabase): string {
  const { last, undone } = first(db, query.selectFrom('edit').select(({ fn }) => [fn.max('position').as('last'), fn.sum<number | null>('undone').as('undone')]))!
  return `${last ?? 0} ${undone ?? 0}`
}

/** Appends an edit and takes away those that were undone, both or neither. Gives its position. */
export const appendEdit = (db: ProjectDatabase, json: string): number => db.transaction(() => {
  const position = (first(db, query.selectFrom('edit').select(({ fn }) => fn.max<number | null>('position').as('last')))!.last ?? 0) + 1
  run(db, query.deleteFrom('edit').where('undone', '=', 1))
  run(db, query.insertInto('edit').values({ position, made: new Date().toISOString(), edit_json: json, undone: 0 }))
  return position
})()

export function setUndone(db: ProjectDatabase, position: number, undone: boolean): void {
  run(db, query.updateTable('edit').set({ undone: Number(undone) }).where('position', '=', position))
}

/** The class of every row as the run decided, [count], 0 for junk: without the posteriors that db/particles.ts reads too. */
export const readClassNumbers = (db: ProjectDatabase): Int32Array => Int32Array.from(column<number>(db, query.selectFrom('particle').select('class').orderBy('row')))
