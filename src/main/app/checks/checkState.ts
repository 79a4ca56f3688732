import { existsSync, readFileSync, statSync } from 'node:fs'
import { CheckResult } from '../../../preload/contract/calls/check.ts'
import { CHECK_FILE, CHECK_FOLDER } from '../../compute/check/checkFiles.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import type { OpenProject } from '../openProject.ts'

export type CheckState = { readonly state: 'none' | 'done' | 'failed'; readonly message: string | null; readonly result: CheckResult | null }

const NONE: CheckState = { state: 'none', message: null, result: null }

/** Why the last check of a project, since this host has it open, came to nothing. */
const failures = new WeakMap<OpenProject, string>()

export function noteFailure(project: OpenProject, message: string | null): void {
  if (message === null) failures.delete(project)
  else failures.set(project, message)
}

/** The check that lies in the project's folder, if it is of the input as it is now; a damaged one counts as not there. */
export function checkState(project: OpenProject): CheckState {
  const message = failures.get(project)
  if (message !== undefined) return { state: 'failed', message, result: null }
  const path = project.path(CHECK_FOLDER, CHECK_FILE)
  if (!existsSync(path) || statSync(path).mtimeMs < (project.read(readProjectRow)?.inputModified ?? 0)) return NONE
  try {
    return { state: 'done', message: null, result: CheckResult.parse(JSON.parse(readFileSync(path, 'utf8'))) }
  } catch {
    return NONE
  }
}

export const checkFolderState = (project: OpenProject): CheckState['state'] => checkState(project).state
