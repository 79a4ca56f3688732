import { isAbsolute, join } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import { selectRun } from '../../db/run.ts'
import type { OpenProject } from '../openProject.ts'

export type ProjectInput = { readonly path: string; readonly root: string | null; readonly passthrough: string | null }

/** Where the particles of a project are: as they were imported or last relocated, else as the run had them. Null before any import. */
export function projectInput(project: OpenProject): ProjectInput | null {
  const row = project.read(readProjectRow)
  const place = (path: string): string => (isAbsolute(path) ? path : join(project.folder, path))
  if (row) return { path: place(row.inputPath), root: row.root === null ? null : place(row.root), passthrough: row.passthrough === null ? null : place(row.passthrough) }
  const run = project.read(selectRun)
  return run ? { path: run.inputPath, root: null, passthrough: null } : null
}

/** The same where it is needed. Throws Failure before any import. */
export function neededInput(project: OpenProject): ProjectInput {
  const input = projectInput(project)
  if (!input) throw new Failure('usage', 'there are no particles in this project yet', 'import some')
  return input
}
