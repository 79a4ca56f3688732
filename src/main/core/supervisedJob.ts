import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { badData, Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { SupervisedJob } from '../compute/supervised/protocol.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { asFailure } from './asFailure.ts'
import { runInThread } from './jobThread.ts'
import { makeFolder, removeFolders, type Intent } from './outputFolder.ts'
import { LOG_FILE, REPORT_FILE, WORK_FOLDER } from './runFiles.ts'
import { takeLock } from './runLock.ts'
import { openRunLog, type RunLog } from './runLog.ts'
import { beginJob, keepCheckpoints, removeJobFiles, settleEarlierJob, type JobIdentity } from './supervisedFolder.ts'
import { PROGRAM, VERSION } from './versions.ts'

/** The thread's file is source beside this one in development and a bundle beside the program's when built. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './supervisedThread.ts' : './supervised.js', import.meta.url)

type Schema<Report> = { safeParse(value: unknown): { success: true; data: Report } | { success: false; error: { issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] } } }

export type SupervisedTask<Result, Report> = {
  readonly folder: string
  readonly intent: Intent
  readonly identity: JobIdentity
  readonly job: (work: string) => SupervisedJob
  /** Writes everything but report.json, which it gives back: where that one is, the job is whole. */
  readonly write: (result: Result, created: string) => Report
  readonly schema: Schema<Report>
  /** What decided a finished job, in the form of its identity. */
  readonly decidesOf: (report: Report) => JobIdentity['decides']
}

export type SupervisedOutcome<Report> = { readonly report: Report; /** The folder held it, finished: nothing was computed. */ readonly wasFinished: boolean }

/** Everything that is told to whoever listens also stands in run.log. */
const logged = (ctx: StageContext, log: RunLog): StageContext => {
  let stage = ''
  return {
    signal: ctx.signal,
    report(progress) {
      if (progress.stage !== stage) log.write(`stage: ${progress.stage}`)
      stage = progress.stage
      ctx.report(progress)
    },
    log(line) {
      log.write(line)
      ctx.log(line)
    },
    warn(line) {
      log.write(`warning: ${line}`)
      ctx.warn(line)
    },
  }
}

/**
 * Does a training or a classification in its folder, which nobody else writes to meanwhile. Rejects with a Failure; what was stopped leaves its checkpoints,
 * an internal error its log, and everything else nothing.
 */
export async function runSupervised<Result, Report>(task: SupervisedTask<Result, Report>, ctx: StageContext): Promise<SupervisedOutcome<Report>> {
  const { folder, identity } = task, made = makeFolder(folder)
  try {
    const lock = takeLock(folder)
    try {
      const earlier = settleEarlierJob(folder, identity, task.intent, () => task.decidesOf(readReport(folder, task.schema)))
      if (earlier?.state === 'finished') return { report: readReport(folder, task.schema), wasFinished: true }
      return { report: await work(task, earlier?.created ?? new Date().toISOString(), ctx), wasFinished: false }
    } finally {
      lock.release()
    }
  } finally {
    removeFolders(made)
  }
}

async function work<Result, Report>({ folder, identity, job, write }: SupervisedTask<Result, Report>, created: string, ctx: StageContext): Promise<Report> {
  const log = openRunLog(join(folder, LOG_FILE))
  log.write(`${PROGRAM} ${VERSION}: ${identity.command}`)
  try {
    const result = await runInThread<SupervisedJob, Result>(THREAD, job(beginJob(folder, identity, created)), logged(ctx, log))
    ctx.signal.throwIfAborted()
    const report = write(result, created)
    atomicWrite(join(folder, REPORT_FILE), `${JSON.stringify(report, null, 2)}\n`)
    rmSync(join(folder, WORK_FOLDER), { recursive: true, force: true })
    log.write('finished')
    return report
  } catch (error) {
    const failure = asFailure(ctx.signal.aborted ? ctx.signal.reason : error)
    log.write(failure.kind === 'internal' ? String((failure.cause instanceof Error ? failure.cause : failure).stack) : `${failure.kind}: ${failure.line}`)
    const text = readFileSync(join(folder, LOG_FILE))
    const canGoOn = identity.kind === 'train' && ['cancelled', 'output', 'internal'].includes(failure.kind) && keepCheckpoints(folder)
    if (!canGoOn) removeJobFiles(folder)
    if (failure.kind !== 'internal') throw failure
    atomicWrite(join(folder, LOG_FILE), text)
    throw new Failure('internal', failure.message, `please report it with ${join(folder, LOG_FILE)}`, { cause: error })
  }
}

/** report.json of a finished job; one line says what is wrong with a damaged one. */
function readReport<Report>(folder: string, schema: Schema<Report>): Report {
  const path = join(folder, REPORT_FILE), parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw badData(path, issue.path.join('.') || 'top level', issue.message, 'do it again with --overwrite')
}
