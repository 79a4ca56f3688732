import type { ProjectDatabase } from './open.ts'
import { all, first, query, run } from './query.ts'

/** A set of labels, without the labels. */
export type LabelSetRow = {
  readonly id: number
  readonly name: string
  /** Rows of the input that it was begun for. */
  readonly particles: number
  /** What people call the labels, by number; those without a name are not in it. */
  readonly names: Readonly<Record<string, string>>
}

/** A change of a set as the application wrote it, in its own words. */
export type LabelChangeRow = { readonly position: number; readonly json: string; readonly undone: boolean }

/** All sets in the order in which they were made. */
export const readLabelSets = (db: ProjectDatabase): LabelSetRow[] =>
  all(db, query.selectFrom('label_set').select(['id', 'name', 'particles', 'names_json']).orderBy('id')).map(({ names_json, ...row }) => ({ ...row, names: JSON.parse(names_json) as Record<string, string> }))

/** Gives the id of the new set. */
export function insertLabelSet(db: ProjectDatabase, name: string, particles: number): number {
  run(db, query.insertInto('label_set').values({ name, created: new Date().toISOString(), particles, names_json: '{}' }))
  return first(db, query.selectFrom('label_set').select('id').where('name', '=', name))!.id
}

export function renameLabelSet(db: ProjectDatabase, id: number, name: string, names: LabelSetRow['names']): void {
  run(db, query.updateTable('label_set').set({ name, names_json: JSON.stringify(names) }).where('id', '=', id))
}

/** With all that was done to it. */
export function removeLabelSet(db: ProjectDatabase, id: number): void {
  run(db, query.deleteFrom('label_set').where('id', '=', id))
}

/** The changes of a set in the order in which they were made. */
export const readLabelChanges = (db: ProjectDatabase, set: number): LabelChangeRow[] =>
  all(db, query.selectFrom('label_change').select(['position', 'change_json', 'undone']).where('set_id', '=', set).orderBy('position')).map(({ position, change_json, undone }) => ({ position, json: change_json, undone: undone === 1 }))

/** Tells one state of a set's log from every other: a position is never given to another change, and only the last ones are ever undone. */
export function labelVersion(db: ProjectDatabase, set: number): string {
  const { last, undone } = first(db, query.selectFrom('label_change').select(({ fn }) => [fn.max<number | null>('position').as('last'), fn.sum<number | null>('undone').as('undone')]).where('set_id', '=', set))!
  return `${last ?? 0} ${undone ?? 0}`
}

/** Appends a change and takes away those that were undone, both or neither. Gives its position. */
export const appendLabelChange = (db: ProjectDatabase, set: number, json: string): number => db.transaction(() => {
  const position = (first(db, query.selectFrom('label_change').select(({ fn }) => fn.max<number | null>('position').as('last')).where('set_id', '=', set))!.last ?? 0) + 1
  run(db, query.deleteFrom('label_change').where('set_id', '=', set).where('undone', '=', 1))
  run(db, query.insertInto('label_change').values({ set_id: set, position, made: new Date().toISOString(), change_json: json, undone: 0 }))
  return position
})()

export function setLabelChangeUndone(db: ProjectDatabase, set: number, position: number, undone: boolean): void {
  run(db, query.updateTable('label_change').set({ undone: Number(undone) }).where('set_id', '=', set).where('position', '=', position))
}
