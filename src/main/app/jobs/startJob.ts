import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { HostEvent } from '../../../preload/contract/events.ts'
import { estimateLeft } from './timeLeft.ts'
import type { FromJob, Job, ToJob } from './jobMessages.ts'

export type JobEnd = { readonly state: 'finished' | 'failed' | 'cancelled' | 'interrupted'; readonly message: string | null }

export type RunningJob = {
  readonly kind: Job['kind']
  readonly pid: number | undefined
  readonly started: number
  /** Settles when the process has gone; never rejects. */
  readonly ended: Promise<JobEnd>
  cancel(): void
}

/** The process's file is source beside this one in development and a bundle beside the program's when built. */
const PROCESS = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './jobProcess.ts' : './job.js', import.meta.url))
/** How long a cancelled job may take to stop by itself: the engine's own grace is 3 s. */
const GRACE_MS = 4500

/**
 * Starts a job in a process of its own. `tell` hears how it goes, and how long it still takes, which hangs on the particles' number and box (px);
 * a process that dies without a word ends as 'interrupted', which its checkpoints survive.
 */
export function startJob(job: Job, project: string, particles: number, tell: (event: HostEvent) => void, box: number | null = null): RunningJob {
  const child = fork(PROCESS, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const started = Date.now()
  let end: JobEnd | null = null
  let lastWords = ''
  let timer: NodeJS.Timeout | undefined
  const left = estimateLeft(job, particles, box)
  const send = (message: ToJob): void => {
    if (child.connected) child.send(message)
  }
  child.stderr!.on('data', (bytes: Buffer) => { lastWords = (lastWords + bytes.toString()).slice(-2000) })
  child.on('message', (message: FromJob) => {
    if (message.type === 'progress') {
      const { stage, done, total, note } = message.progress, elapsed = (Date.now() - started) / 1000
      tell({ type: 'progress', project, job: job.kind, stage, done, total, note: note ?? null, elapsed, memoryBytes: message.memoryBytes, ...left(message.progress, elapsed) })
    } else if (message.type === 'live') tell({ type: 'live', project, live: message.live })
    else if (message.type === 'line') tell({ type: 'line', project, job: job.kind, level: message.level, text: message.text })
    else if (message.type === 'done') end = { state: 'finished', message: null }
    else end = { state: message.failure.kind === 'cancelled' ? 'cancelled' : 'failed', message: message.failure.line }
  })
  const ended = new Promise<JobEnd>(resolve => {
    const gone = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(timer)
      resolve(end ?? { state: 'interrupted', message: `the computing process ended ${signal ? `by ${signal}` : `with code ${code}`}${lastWords ? `: ${lastWords.trim().split('\n').at(-1)}` : ''}` })
    }
    child.on('exit', gone)
    child.on('error', error => {
      end ??= { state: 'failed', message: `cannot start the computing process: ${error.message}` }
      gone(null, null)
    })
  })
  send({ type: 'start', job })
  return {
    kind: job.kind, pid: child.pid, started, ended,
    cancel() {
      send({ type: 'cancel' })
      timer ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    },
  }
}
