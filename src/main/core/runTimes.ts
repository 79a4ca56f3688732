import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { readReport } from './reportFile.ts'
import { REPORT_FILE } from './runFiles.ts'

/** How long a program took for an assignment, and which file says so. */
export type RunTime = { readonly seconds: number; readonly from: string }

const SECONDS: Readonly<Record<string, number>> = { sec: 1, min: 60, hrs: 3600 }
const HEADER = /(?:Expectation|Gradient optimisation) iteration\s+(\d+)/
/** The end of a step: as much gone by as it takes. The bar is drawn over itself, with carriage returns between. */
const DONE = /(?:^|\r) *([\d.]+)\/ *\1 (sec|min|hrs) [^\r]*$/
/** Expectation and maximisation. */
const LEAST_STEPS = 2

/**
 * Seconds of the finished steps of iterations 1 to `last`, as RELION writes them behind its progress bars; an iteration that was done
 * again counts once. Null where the log lacks one of them.
 */
export function relionSeconds(log: string, last: number): number | null {
  const steps = new Map<number, number[]>()
  let iteration = 0
  for (const line of log.split('\n')) {
    const header = HEADER.exec(line), done = DONE.exec(line)
    if (header) {
      iteration = Number(header[1])
      steps.set(iteration, [])
    } else if (done) steps.get(iteration)?.push(Number(done[1]) * SECONDS[done[2]])
  }
  const wanted = Array.from({ length: last }, (_, i) => steps.get(i + 1) ?? [])
  return last > 0 && wanted.every(({ length }) => length >= LEAST_STEPS) ? wanted.flat().reduce((sum, seconds) => sum + seconds, 0) : null
}

/** run.out of a RELION job, or the log of the same name that somebody kept. Dates of files tell nothing: they change with every copy. */
function relionTime(path: string): RunTime | null {
  const [, root, iteration] = /^(.+?)(?:_ct\d+)?_it(\d+)_data\.star$/.exec(basename(path)) ?? []
  if (root === undefined) return null
  for (const name of [`${root}.out`, `${root}.log`]) {
    const log = join(dirname(path), name), seconds = existsSync(log) ? relionSeconds(readFileSync(log, 'latin1'), Number(iteration)) : null
    if (seconds !== null) return { seconds, from: `steps in ${name}` }
  }
  return null
}

/** Dates in cryoSPARC's job.json: of ISO, bare or in the database's {"$date": …}, there also milliseconds since 1970. */
function instant(value: unknown): number {
  const inner = typeof value === 'object' && value !== null && '$date' in value ? value.$date : value
  return typeof inner === 'string' ? Date.parse(inner) : typeof inner === 'number' && inner !== value ? inner : Number.NaN
}

/** From start to completion of the job in whose folder the particles lie. */
function cryosparcTime(path: string): RunTime | null {
  const file = join(dirname(path), 'job.json')
  if (!path.toLowerCase().endsWith('.cs') || !existsSync(file)) return null
  let job: unknown
  try {
    job = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null // no JSON: it tells nothing
  }
  if (typeof job !== 'object' || job === null) return null
  const { started_at: started, completed_at: completed } = job as Readonly<Record<string, unknown>>
  const seconds = (instant(completed) - instant(started)) / 1000
  return seconds > 0 ? { seconds, from: 'start and completion in job.json' } : null
}

/** Stages of the run that wrote the file. */
function ourTime(path: string): RunTime | null {
  const folder = dirname(path)
  if (!/^run_(data\.(star|cs)|posteriors\.csv)$/.test(basename(path)) || !existsSync(join(folder, REPORT_FILE))) return null
  try {
    return { seconds: readReport(folder).stages.reduce((sum, stage) => sum + stage.seconds, 0), from: `stages in ${REPORT_FILE}` }
  } catch (error) {
    if (error instanceof Failure) return null // some other program's report.json
    throw error
  }
}

/** Wall time where files beside the assignment tell it; null where they do not. */
export const timeBeside = (path: string): RunTime | null => ourTime(path) ?? relionTime(path) ?? cryosparcTime(path)
