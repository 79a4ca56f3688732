import { RunParameters } from '../../preload/contract/parameters.ts'
import type { ProjectDatabase } from './open.ts'
import { first, query, run as execute } from './query.ts'

export type RunState = 'running' | 'finished' | 'failed' | 'cancelled'

/** What decides whether a run may be taken up again: the same input, byte for byte, and the same parameters. */
export type RunRecord = {
  readonly created: string
  readonly command: string
  readonly programVersion: string
  readonly inputPath: string
  readonly inputBytes: number
  readonly inputSha256: string
  readonly parameters: RunParameters
  readonly versions: Readonly<Record<string, string>>
}

/** What a run leaves in the project, and what was changed about it since. */
const TABLES = ['run', 'class', 'class_number_advice', 'particle', 'stage', 'note', 'edit'] as const

/** As if nothing had been sorted; the input and what the window showed last stay. */
export function removeRun(db: ProjectDatabase): void {
  db.transaction(() => {
    for (const table of TABLES) execute(db, query.deleteFrom(table))
  })()
}

/** The one run of this project enters as running; an earlier one, of the same or another version, goes with its results and edits. */
export function insertRun(db: ProjectDatabase, run: RunRecord): void {
  db.transaction(() => {
    removeRun(db)
    execute(db, query.insertInto('run').values({
      id: 1, state: 'running', created: run.created, command: run.command, program_version: run.programVersion, input_path: run.inputPath, input_bytes: run.inputBytes,
      input_sha256: run.inputSha256, parameters_json: JSON.stringify(run.parameters), seed: run.parameters.seed, versions_json: JSON.stringify(run.versions),
    }))
  })()
}

/** The run goes on after it was stopped; what it is about stays as it was entered. */
export function reopenRun(db: ProjectDatabase): void {
  execute(db, query.updateTable('run').set({ state: 'running', ended: null, message: null }))
}

/** How the run ended; `message` is the one line the user was shown, or null. */
export function endRun(db: ProjectDatabase, state: RunState, message: string | null): void {
  execute(db, query.updateTable('run').set({ state, ended: new Date().toISOString(), message }))
}

/** The run of a project, or null where none was entered. */
export function selectRun(db: ProjectDatabase): (RunRecord & { readonly state: RunState; readonly ended: string | null; readonly message: string | null }) | null {
  const row = first(db, query.selectFrom('run').selectAll())
  if (!row) return null
  return {
    state: row.state, created: row.created, ended: row.ended, message: row.message,
    command: row.command, programVersion: row.program_version,
    inputPath: row.input_path, inputBytes: row.input_bytes, inputSha256: row.input_sha256,
    parameters: RunParameters.parse(JSON.parse(row.parameters_json)), versions: JSON.parse(row.versions_json) as Record<string, string>,
  }
}
