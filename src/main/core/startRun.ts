import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, missingInput } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { Report } from '../../preload/contract/report.ts'
import type { RunRequest } from '../compute/protocol.ts'
import { closeProject, openProject } from '../db/open.ts'
import type { ProjectDatabase } from '../db/open.ts'
import { readProjectRow, writeProjectRow } from '../db/projectRow.ts'
import { endRun, insertRun, removeRun, reopenRun } from '../db/run.ts'
import type { RunRecord } from '../db/run.ts'
import { asFailure } from './asFailure.ts'
import { repeatingCommand } from './commandLine.ts'
import { runEngine } from './engine.ts'
import { fingerprint } from './fingerprint.ts'
import { makeFolder, removeFolders, settleEarlierRun } from './outputFolder.ts'
import type { EarlierRun, Intent } from './outputFolder.ts'
import { preflight } from './preflight.ts'
import type { Preflight } from './preflight.ts'
import { projectEntry } from './projectEntry.ts'
import { readReport, writeReport } from './reportFile.ts'
import { LOG_FILE, PROJECT_FILE, REPORT_FILE, WORK_FOLDER, removeProject, removeRunFiles } from './runFiles.ts'
import { takeLock } from './runLock.ts'
import { openRunLog } from './runLog.ts'
import type { RunLog } from './runLog.ts'
import { PROGRAM, VERSION, versions } from './versions.ts'
import { writeOutputs } from './writeOutputs.ts'

export type RunOptions = {
  readonly intent: Intent
  /** File of true classes; read only after the engine has returned. */
  readonly truthPath: string | null
  /** 'held': whoever asks has the folder's lock and keeps it; 'own', as by default: taken for the run. */
  readonly lock?: 'own' | 'held'
}

export type RunOutcome = {
  readonly report: Report
  /** The folder held this very run, finished: nothing was computed. */
  readonly wasFinished: boolean
}

/** Refuses to go on with checkpoints that belong to another input or other parameters; threads may differ, they change no result. */
function refuseOtherRun(folder: string, earlier: EarlierRun, now: RunRecord): void {
  const changed = [
    ...(earlier.inputSha256 === now.inputSha256 ? [] : ['INPUT']),
    ...(Object.keys(now.parameters) as (keyof typeof now.parameters)[]).filter(key => key !== 'threads' && earlier.parameters[key] !== now.parameters[key]),
  ]
  if (changed.length === 0) return
  throw new Failure('usage', `${folder}: was started with other values of ${changed.join(', ')}`, `go on with: ${earlier.command} --resume, or replace it with --overwrite`)
}

/** Everything that is told to whoever listens also stands in run.log. */
const loggedContext = (ctx: StageContext, log: RunLog): StageContext => {
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
    live: ctx.live?.bind(ctx),
  }
}

/** A run that never got past its input has no checkpoint, so nothing to resume: it leaves no output. */
function leavesNothing(failure: Failure, folder: string): boolean {
  const work = join(folder, WORK_FOLDER)
  const hasCheckpoint = existsSync(work) && readdirSync(work).some(name => name.endsWith('.checkpoint'))
  return ['data', 'missing', 'usage'].includes(failure.kind) && !hasCheckpoint
}

/** Run and input enter the project together, so that a project that any run has made opens in the window with its particles. */
function enter(db: ProjectDatabase, request: RunRequest, record: RunRecord, { summary }: Preflight): void {
  db.transaction(() => {
    if (request.resume) reopenRun(db)
    else insertRun(db, record)
    writeProjectRow(db, projectEntry(request.outputDir, summary, readProjectRow(db)?.created ?? record.created))
  })()
}

/** The engine and everything around it that can fail, between the entry of the run in the project and its end. */
async function runInFolder(request: RunRequest, input: Preflight, options: RunOptions, record: RunRecord, ctx: StageContext): Promise<Report> {
  const folder = request.outputDir, wasProject = existsSync(join(folder, PROJECT_FILE))
  const log = openRunLog(join(folder, LOG_FILE))
  log.write(`${PROGRAM} ${VERSION}: ${record.command}${request.resume ? ' --resume' : ''}`)
  log.write(Object.entries(record.versions).map(pair => pair.join(' ')).join(', '))
  const db = openProject(join(folder, PROJECT_FILE))
  try {
    enter(db, request, record, input)
    const context = loggedContext(ctx, log)
    const result = await runEngine(request, context)
    ctx.signal.throwIfAborted()
    const report = writeOutputs(db, request, record, { ...result, source: input.source }, options.truthPath, context)
    endRun(db, 'finished', null)
    closeProject(db)
    writeReport(folder, report)
    rmSync(join(folder, WORK_FOLDER), { recursive: true, force: true })
    log.write('finished')
    return report
  } catch (error) {
    const failure = asFailure(ctx.signal.aborted ? ctx.signal.reason : error)
    log.write(failure.kind === 'internal' ? String((failure.cause instanceof Error ? failure.cause : failure).stack) : `${failure.kind}: ${failure.line}`)
    const nothing = !request.resume && leavesNothing(failure, folder)
    if (nothing) removeRunFiles(folder)
    if (db.open) {
      if (nothing) removeRun(db)
      else endRun(db, failure.kind === 'cancelled' ? 'cancelled' : 'failed', failure.line)
      closeProject(db)
    }
    if (nothing && !wasProject) removeProject(folder)
    if (failure.kind !== 'internal') throw failure
    throw new Failure('internal', failure.message, `please report it with ${join(folder, LOG_FILE)}`, { cause: error })
  }
}

/**
 * Sorts the particles of `request.input` and leaves project, maps, assignments and report in `request.outputDir`.
 * Rejects with a Failure: 'missing' or 'data' for the input, 'output' for the folder, 'cancelled' after an abort, which leaves a run that can be resumed.
 */
export async function startRun(request: Omit<RunRequest, 'resume'>, options: RunOptions, ctx: StageContext): Promise<RunOutcome> {
  const folder = request.outputDir
  for (const path of [options.truthPath, request.parameters.mask, request.passthrough]) {
    if (path !== null && !existsSync(path)) throw missingInput(path, 'no such file', 'check the path')
  }
  const print = await fingerprint(request.input, ctx.signal)
  const input = preflight(request, print.bytes)
  const made = makeFolder(folder)
  try {
    const lock = options.lock === 'held' ? null : takeLock(folder)
    try {
      const earlier = settleEarlierRun(folder, options.intent)
      const record: RunRecord = {
        created: new Date().toISOString(), command: repeatingCommand(request, options.truthPath), programVersion: VERSION,
        inputPath: request.input, inputBytes: print.bytes, inputSha256: print.sha256, parameters: request.parameters, versions: versions(),
      }
      if (earlier) refuseOtherRun(folder, earlier, record)
      if (earlier?.state === 'finished' && existsSync(join(folder, REPORT_FILE))) return { report: readReport(folder), wasFinished: true }
      const begun = earlier ? { ...record, created: earlier.created, command: earlier.command } : record
      return { report: await runInFolder({ ...request, resume: earlier !== null }, input, options, begun, ctx), wasFinished: false }
    } finally {
      lock?.release()
    }
  } finally {
    removeFolders(made)
  }
}
