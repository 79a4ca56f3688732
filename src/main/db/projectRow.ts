import type { ProjectDatabase } from './open.ts'
import { first, query, run } from './query.ts'

/** What a project is about, and its input as it was when it was last read. */
export type ProjectRow = {
  readonly created: string
  /** Absolute; in the database relative to the project's folder where it lies in it, so that a moved project still finds it. */
  readonly inputPath: string
  readonly root: string | null
  readonly passthrough: string | null
  readonly inputBytes: number
  /** ms since 1970 */
  readonly inputModified: number
  /** ImportedInput of the contract. */
  readonly input: unknown
}

export function writeProjectRow(db: ProjectDatabase, row: ProjectRow): void {
  run(db, query.replaceInto('project').values({
    id: 1, created: row.created, input_path: row.inputPath, root: row.root, passthrough: row.passthrough,
    input_bytes: row.inputBytes, input_modified: row.inputModified, input_json: JSON.stringify(row.input),
  }))
}

/** Null where nobody has imported anything yet, as in a project that only `cgr run` has seen. */
export function readProjectRow(db: ProjectDatabase): ProjectRow | null {
  const row = first(db, query.selectFrom('project').selectAll())
  if (!row) return null
  return {
    created: row.created, inputPath: row.input_path, root: row.root, passthrough: row.passthrough,
    inputBytes: row.input_bytes, inputModified: row.input_modified, input: JSON.parse(row.input_json) as unknown,
  }
}
