import { RunParameters } from '../../preload/contract/parameters.ts'
import type { ProjectDatabase } from './open.ts'

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

/** The one run of this project enters as running; an earlier one, of the same or another version, is replaced. */
export function insertRun(db: ProjectDatabase, run: RunRecord): void {
  db.prepare(
    `INSERT OR REPLACE INTO run (id, state, created, command, program_version, input_path, input_bytes, input_sha256, parameters_json, seed, versions_json)
     VALUES (1, 'running', @created, @command, @programVersion, @inputPath, @inputBytes, @inputSha256, @parameters, @seed, @versions)`,
  ).run({ ...run, parameters: JSON.stringify(run.parameters), seed: run.parameters.seed, versions: JSON.stringify(run.versions) })
}

/** The run goes on after it was stopped; what it is about stays as it was entered. */
export function reopenRun(db: ProjectDatabase): void {
  db.prepare("UPDATE run SET state = 'running', ended = NULL, message = NULL WHERE id = 1").run()
}

/** How the run ended; `message` is the one line the user was shown, or null. */
export function endRun(db: ProjectDatabase, state: RunState, message: string | null): void {
  db.prepare('UPDATE run SET state = ?, ended = ?, message = ? WHERE id = 1').run(state, new Date().toISOString(), message)
}

type RunRow = {
  state: RunState; created: string; ended: string | null; command: string; program_version: string
  input_path: string; input_bytes: number; input_sha256: string; parameters_json: string; versions_json: string; message: string | null
}

/** The run of a project, or null where none was entered. */
export function selectRun(db: ProjectDatabase): (RunRecord & { readonly state: RunState; readonly ended: string | null; readonly message: string | null }) | null {
  const row = db.prepare<[], RunRow>('SELECT * FROM run WHERE id = 1').get()
  if (!row) return null
  return {
    state: row.state, created: row.created, ended: row.ended, message: row.message,
    command: row.command, programVersion: row.program_version,
    inputPath: row.input_path, inputBytes: row.input_bytes, inputSha256: row.input_sha256,
    parameters: RunParameters.parse(JSON.parse(row.parameters_json)), versions: JSON.parse(row.versions_json) as Record<string, string>,
  }
}
