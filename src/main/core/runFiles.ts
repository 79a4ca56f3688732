import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export const PROJECT_FILE = 'project.sqlite'
export const REPORT_FILE = 'report.json'
export const HTML_FILE = 'report.html'
export const LOG_FILE = 'run.log'
export const POSTERIORS_FILE = 'run_posteriors.csv'
export const LOCK_FILE = '.lock'
/** Checkpoints and caches of a run that has not ended well; gone when it has. */
export const WORK_FOLDER = '.work'

export const runDataFile = (format: 'star' | 'cs' | 'maps'): string => `run_data.${format === 'cs' ? 'cs' : 'star'}`

/** The project outlives its runs: it also holds what the window knows. */
const PROJECT = /^project\.sqlite(-wal|-shm|-journal)?$/
/** The temporary name of a file that was being written when its writer was killed. */
const UNFINISHED = /^\.cgr-\d+-[0-9a-f]{12}\.part$/

/** Every name a run may leave. What does not match is somebody else's, or the window's (check, masks, exports, cache), and is never touched. */
const OURS = [
  PROJECT, /^report\.(json|html)$/, /^run\.log$/, /^run_data\.(star|cs)$/, /^run_posteriors\.csv$/,
  /^run_class\d{3}(_[a-z0-9]+)*\.(mrc|star)$/, /^run_half[12]_class\d{3}_unfil\.mrc$/, /^mask\.mrc$/, /^graph(_[a-z_]+)?\.(json|f32|i32|u32|u8)$/, /^network_features\.(json|f32)$/, /^\.work$/, UNFINISHED,
]

/** Names in `folder` that a run would write or has written; empty where the folder is absent. The lock is not among them. */
export const runFilesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter(name => OURS.some(pattern => pattern.test(name))).toSorted() : []

/** Names that say that a run was here: of a run that never got as far as the project, only its log and what it was writing are left. */
export const resultsIn = (folder: string): string[] =>
  runFilesIn(folder).filter(name => !PROJECT.test(name) && !UNFINISHED.test(name) && name !== LOG_FILE)

/** Removes what a killed run was writing; nobody else writes here, for the folder is locked. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder).filter(candidate => UNFINISHED.test(candidate))) rmSync(join(folder, name), { force: true })
}

/** Removes what a run has left beside its project, and nothing else. */
export function removeRunFiles(folder: string): void {
  for (const name of runFilesIn(folder)) if (!PROJECT.test(name)) rmSync(join(folder, name), { recursive: name === WORK_FOLDER, force: true })
}

/** Removes a project that a run has made and that holds nothing else. */
export function removeProject(folder: string): void {
  for (const name of runFilesIn(folder)) if (PROJECT.test(name)) rmSync(join(folder, name), { force: true })
}
