import { Worker } from 'node:worker_threads'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { RunRequest } from '../compute/protocol.ts'
import { received } from './engineMessages.ts'
import type { EngineResult, FromEngine, ToEngine } from './engineMessages.ts'

/** The thread's file is source beside this one in development and a bundle beside the program's when built. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './engineThread.ts' : './engine.js', import.meta.url)

const CANCEL: ToEngine = { type: 'cancel' }

/** How long a cancelled engine may take to stop by itself; after that it is ended, which its checkpoints survive as they survive a kill. */
const GRACE_MS = 3000

/**
 * Runs the pipeline in a thread of its own, so that a stage that computes for seconds keeps nobody from answering Ctrl-C or drawing a window.
 * Rejects with the pipeline's Failure, and with 'cancelled' at most `GRACE_MS` after the signal.
 */
export function runEngine(request: RunRequest, ctx: StageContext): Promise<EngineResult> {
  ctx.signal.throwIfAborted()
  const worker = new Worker(THREAD, { workerData: request })
  return new Promise<EngineResult>((resolve, reject) => {
    const cancelled = (): Failure => (ctx.signal.reason instanceof Failure ? ctx.signal.reason : new Failure('cancelled', 'stopped on request'))
    let timer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      worker.postMessage(CANCEL, [])
      timer = setTimeout(() => void worker.terminate().then(() => reject(cancelled())), GRACE_MS)
    }
    ctx.signal.addEventListener('abort', onAbort, { once: true })
    worker.on('message', (message: FromEngine) => {
      if (message.type === 'progress') ctx.report(message.progress)
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
