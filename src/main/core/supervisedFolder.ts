import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import type { Intent } from './outputFolder.ts'
import { LOG_FILE, PROJECT_FILE, REPORT_FILE, WORK_FOLDER } from './runFiles.ts'

export const MODEL_FILE = 'model.cgr'
/** In the work folder: what an unfinished job was about. */
const JOB_FILE = 'job.json'

export type SupervisedKind = 'train' | 'classify'
/** What decides the result: a job may be taken up again only where all of it is the same. */
export type JobIdentity = { readonly kind: SupervisedKind; readonly command: string; readonly decides: Readonly<Record<string, unknown>> }
/** `decides` of a finished one is in its report. */
export type EarlierJob = { readonly kind: SupervisedKind; readonly state: 'finished' | 'unfinished'; readonly command: string; readonly created: string; readonly decides: JobIdentity['decides'] | null }

const UNFINISHED = /^\.cgr-\d+-[0-9a-f]{12}\.part$/
/** Every name that a job may leave. What does not match is somebody else's and is never touched. */
const OURS = [/^model\.cgr$/, /^report\.json$/, /^run_data\.(star|cs)$/, /^run_posteriors\.csv$/, /^run\.log$/, /^\.work$/, UNFINISHED]

const WORDS = { train: 'training', classify: 'classification' } as const

const filesOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter(name => OURS.some(pattern => pattern.test(name))).toSorted() : [])

function jsonAt(path: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null
  } catch {
    return null // absent or damaged: then nothing vouches for the folder
  }
}

/** The training or classification that is in the folder, or null. Refuses a folder of a run, and one with files of our names that no job of ours vouches for. */
export function earlierJob(folder: string): EarlierJob | null {
  if (existsSync(join(folder, PROJECT_FILE))) throw new Failure('output', `${folder}: holds a run of cgr`, 'choose an empty or new folder with -o')
  const found = filesOf(folder)
  if (found.length === 0) return null
  const vouched = [['finished', join(folder, REPORT_FILE)], ['unfinished', join(folder, WORK_FOLDER, JOB_FILE)]] as const
  for (const [state, path] of vouched) {
    const job = jsonAt(path)
    if (job?.kind === 'train' || job?.kind === 'classify') return { kind: job.kind, state, command: String(job.command), created: String(job.created), decides: (job.decides as JobIdentity['decides'] | undefined) ?? null }
  }
  if (found.every(name => name === LOG_FILE) && isOurLog(join(folder, LOG_FILE))) return null
  throw new Failure('output', `${folder}: holds ${found[0]}, which no cgr train or classify made`, 'choose an empty or new folder with -o')
}

/** The log alone is what an internal error leaves. */
const isOurLog = (path: string): boolean => / cgr [\d.]+\S*: cgr (train|classify) /.test(readFileSync(path, 'utf8').split('\n', 1)[0])

/** Settles what happens to an earlier job: refuses without a word from the user, removes it, or says that it is to be gone on with. `decidesOf`: what decided a finished one, by its report. */
export function settleEarlierJob(folder: string, identity: JobIdentity, intent: Intent, decidesOf: () => JobIdentity['decides']): EarlierJob | null {
  const earlier = earlierJob(folder)
  if (!earlier) return null
  const { kind, state } = earlier, what = `${state === 'finished' ? 'a finished' : 'an unfinished'} ${WORDS[kind]}`
  if (intent === 'new') throw new Failure('output', `${folder}: holds ${what}`, `${kind === 'train' ? 'add --resume to go on with it, --overwrite' : 'add --overwrite'} to replace it, or name another folder with -o`)
  if (intent === 'overwrite') {
    removeJobFiles(folder)
    return null
  }
  const before = kind !== identity.kind ? null : earlier.decides ?? decidesOf()
  if (!isDeepStrictEqual(before, JSON.parse(JSON.stringify(identity.decides)))) {
    throw new Failure('usage', `${folder}: ${what} of other values`, `go on with: ${earlier.command} --resume, or replace it with --overwrite`)
  }
  for (const name of readdirSync(folder).filter(candidate => UNFINISHED.test(candidate))) rmSync(join(folder, name), { force: true })
  return earlier
}

/** Makes the work folder and notes there what the job is about. */
export function beginJob(folder: string, identity: JobIdentity, created: string): string {
  const work = join(folder, WORK_FOLDER)
  mkdirSync(work, { recursive: true })
  atomicWrite(join(work, JOB_FILE), `${JSON.stringify({ ...identity, created })}\n`)
  return work
}

/** Leaves of a job that was stopped its checkpoints and its log, if it has any checkpoints, and says so. */
export function keepCheckpoints(folder: string): boolean {
  for (const name of filesOf(folder)) if (name !== WORK_FOLDER && name !== LOG_FILE) rmSync(join(folder, name), { force: true })
  const work = join(folder, WORK_FOLDER), kept = readdirSync(work).filter(name => name.endsWith('.checkpoint'))
  for (const name of readdirSync(work)) if (!kept.includes(name) && name !== JOB_FILE) rmSync(join(work, name), { recursive: true, force: true })
  return kept.length > 0
}

/** Removes what a job has left in its folder, and nothing else. */
export function removeJobFiles(folder: string): void {
  for (const name of filesOf(folder)) rmSync(join(folder, name), { recursive: name === WORK_FOLDER, force: true })
}
