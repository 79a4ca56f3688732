import type { ProjectDatabase } from './open.ts'
import { first, query, run } from './query.ts'

/** A large file that belongs to the project. */
export type FileRow = {
  /** Relative to the project's folder. */
  readonly name: string
  readonly about: string
  readonly bytes: number
  /** Hexadecimal, of all bytes. */
  readonly sha256: string
}

/** What the file must be, or null where none of that name was entered. */
export const readFileRow = (db: ProjectDatabase, name: string): FileRow | null => first(db, query.selectFrom('file').selectAll().where('name', '=', name)) ?? null

/** Enters a file that is durable on the disk already; an earlier entry of that name is replaced. */
export function writeFileRow(db: ProjectDatabase, row: FileRow): void {
  run(db, query.replaceInto('file').values({ ...row }))
}
