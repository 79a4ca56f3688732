import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckResult } from '../../preload/contract/calls/check.ts'
import { missingInput } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { CHECK_FOLDER, CHECK_SCRATCH } from '../compute/check/checkFiles.ts'
import type { CheckRequest } from '../compute/protocol.ts'
import { runInThread } from './jobThread.ts'
import { makeFolder, refuseLink, removeFolders } from './outputFolder.ts'
import { removeUnfinished } from './runFiles.ts'

/** The thread's file is source beside this one in development and a bundle beside the program's when built. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './checkThread.ts' : './check.js', import.meta.url)

/** What an earlier check was writing when it was stopped. */
function removeLeftovers(folder: string): void {
  rmSync(join(folder, CHECK_SCRATCH), { recursive: true, force: true })
  removeUnfinished(folder)
}

/**
 * Looks at an input before anything is sorted and writes what is found into `check` of the output folder, whose lock the caller holds;
 * a re-check replaces it when it is whole. Rejects with a Failure: 'missing' or 'data' for the input, 'output' for the folder, 'cancelled'.
 */
export async function startCheck(request: CheckRequest, ctx: StageContext): Promise<CheckResult> {
  for (const path of [request.input, request.passthrough]) if (path !== null && !existsSync(path)) throw missingInput(path, 'no such file', 'check the path')
  const folder = join(request.outputDir, CHECK_FOLDER)
  refuseLink(folder)
  const made = makeFolder(join(folder, CHECK_SCRATCH))
  try {
    removeLeftovers(folder)
    makeFolder(join(folder, CHECK_SCRATCH))
    return await runInThread<CheckRequest, CheckResult>(THREAD, request, ctx)
  } finally {
    removeLeftovers(folder)
    removeFolders(made.slice(1))
  }
}
