import { existsSync, readFileSync, statSync } from 'node:fs'
import { CheckResult } from '../../../preload/contract/calls/check.ts'
import { CHECK_FILE, CHECK_FOLDER } from '../../compute/check/checkFiles.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import type { OpenProject } from '../openProject.ts'
import type { Workstation } from '../workstation.ts'

export type CheckState = { readonly state: 'none' | 'done' | 'failed'; readonly message: string | null; readonly result: CheckResult | null }

/** The check that lies in the project's folder, if it is of the input as it is now; a damaged one counts as not there. */
export function readCheck(project: OpenProject): CheckResult | null {
  const path = project.path(CHECK_FOLDER, CHECK_FILE)
  if (!existsSync(path) || statSync(path).mtimeMs < (project.read(readProjectRow)?.inputModified ?? 0)) return null
  try {
    return CheckResult.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/** What is known of the check while none runs. */
export function checkState(workstation: Workstation, project: OpenProject): CheckState {
  const message = workstation.failure(project, 'check')
  if (message !== null) return { state: 'failed', message, result: null }
  const result = readCheck(project)
  return { state: result ? 'done' : 'none', message: null, result }
}
