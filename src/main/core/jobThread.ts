import { Worker } from 'node:worker_threads'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { received, type FromThread, type ThreadJob, type ToThread } from './threadMessages.ts'

/** How long a cancelled job may take to stop by itself; after that its thread is ended, which its checkpoints survive as they survive a kill. */
const GRACE_MS = 3000

/**
 * Does a job in a thread of its own, so that what computes for seconds keeps nobody from answering Ctrl-C or drawing a window.
 * Rejects with the job's Failure, and with 'cancelled' at most `GRACE_MS` after the signal.
 */
export function runInThread<Job, Result>(file: URL, job: Job, ctx: StageContext): Promise<Result> {
  ctx.signal.throwIfAborted()
  const worker = new Worker(file, { workerData: { job, watched: ctx.live !== undefined } satisfies ThreadJob<Job> })
  return new Promise<Result>((resolve, reject) => {
    const cancelled = (): Failure => (ctx.signal.reason instanceof Failure ? ctx.signal.reason : new Failure('cancelled', 'stopped on request'))
    let timer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      worker.postMessage({ type: 'cancel' } satisfies ToThread, [])
      timer = setTimeout(() => void worker.terminate().then(() => reject(cancelled())), GRACE_MS)
    }
    ctx.signal.addEventListener('abort', onAbort, { once: true })
    worker.on('message', (message: FromThread<Result>) => {
      if (message.type === 'progress') ctx.report(message.progress)
      else if (message.type === 'live') ctx.live?.(message.live)
      else if (message.type === 'log') ctx.log(message.line)
      else if (message.type === 'warn') ctx.warn(message.line)
      else if (message.type === 'result') resolve(message.result)
      else reject(received(message.failure))
    })
    worker.on('error', reject)
    // Rejecting a promise that is settled does nothing: this is for a thread that dies without a word.
    worker.on('exit', code => {
      clearTimeout(timer)
      ctx.signal.removeEventListener('abort', onAbort)
      reject(ctx.signal.aborted ? cancelled() : new Failure('internal', `the engine ended with code ${code} before it had a result`))
    })
  })
}
