import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { closeProject, readProject } from '../db/open.ts'
import { selectRun } from '../db/run.ts'
import type { RunRecord, RunState } from '../db/run.ts'
import { cannotWrite } from '../files/atomicWrite.ts'
import { PROJECT_FILE, removeRunFiles, removeUnfinished, resultsIn, runFilesIn } from './runFiles.ts'

export type EarlierRun = RunRecord & { readonly state: RunState }

/** Makes the folder if need be; says which folders are new, innermost first, so that a run that fails at once can take them away again. */
export function makeFolder(folder: string): string[] {
  const made: string[] = []
  for (let path = folder; !existsSync(path); path = dirname(path)) made.push(path)
  try {
    mkdirSync(folder, { recursive: true })
    if (!statSync(folder).isDirectory()) throw new Failure('output', `${folder}: is a file, not a folder`, 'choose another name with -o')
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw cannotWrite(folder, error)
  }
  return made
}

/** Refuses a link where a project keeps files of its own: what is written and removed there must not be somebody else's. */
export function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Failure('output', `${path}: is a link that leads out of the project's folder`, 'remove the link')
}

/** Takes away folders that `makeFolder` made, as far as nobody has put anything into them since. */
export function removeFolders(made: readonly string[]): void {
  for (const folder of made) {
    if (!existsSync(folder) || readdirSync(folder).length > 0) return
    rmdirSync(folder)
  }
}

/**
 * The run that is in the folder, or null: in a new folder, or a project that nobody has sorted yet. Refuses a folder with files of our
 * names that no run of ours vouches for: RELION's own job folders hold some of the same names, and they are not ours to replace.
 */
export function earlierRun(folder: string): EarlierRun | null {
  const found = runFilesIn(folder)
  if (found.length === 0) return null
  const isProject = found.includes(PROJECT_FILE), run = isProject ? runOf(folder) : null
  const [stranger] = isProject ? resultsIn(folder) : found
  if (run || stranger === undefined) return run
  throw new Failure('output', `${folder}: holds ${stranger}, which no cgr run made`, isProject ? 'move it out of the project' : 'choose an empty or new folder with -o')
}

function runOf(folder: string): EarlierRun | null {
  const db = readProject(join(folder, PROJECT_FILE))
  try {
    return selectRun(db)
  } finally {
    closeProject(db)
  }
}

export type Intent = 'new' | 'resume' | 'overwrite'

/**
 * Settles what happens to an earlier run: refuses without a word from the user, removes its files (its rows go when the next one is
 * entered), or gives it back for resuming.
 */
export function settleEarlierRun(folder: string, intent: Intent): EarlierRun | null {
  const earlier = earlierRun(folder)
  if (earlier && intent === 'new') {
    const state = earlier.state === 'finished' ? 'a finished run' : 'an unfinished run'
    throw new Failure('output', `${folder}: holds ${state}`, 'add --resume to go on with it, --overwrite to replace it, or name another folder with -o')
  }
  if (intent === 'overwrite') removeRunFiles(folder)
  if (intent !== 'resume') return null
  removeUnfinished(folder)
  return earlier
}
