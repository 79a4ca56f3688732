import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { asFailure } from './asFailure.ts'
import { sendable, type FromThread, type ThreadJob, type ToThread } from './threadMessages.ts'

/** In a thread that jobThread.ts started: does its job, listens for a cancel meanwhile, and tells how it ended. */
export async function doJob<Job, Result>(work: (job: Job, ctx: StageContext) => Promise<Result>): Promise<void> {
  const { job, watched } = workerData as ThreadJob<Job>
  const port = parentPort!, cancel = new AbortController()
  const send = (message: FromThread<Result>): void => port.postMessage(message)
  port.on('message', (message: ToThread) => {
    if (message.type === 'cancel') cancel.abort(new Failure('cancelled', 'stopped on request'))
  })
  try {
    const result = await work(job, {
      signal: cancel.signal,
      report: progress => send({ type: 'progress', progress }),
      log: line => send({ type: 'log', line }),
      warn: line => send({ type: 'warn', line }),
      ...(watched && { live: live => send({ type: 'live', live }) }),
    })
    send({ type: 'result', result })
  } catch (error) {
    send({ type: 'failure', failure: sendable(asFailure(cancel.signal.aborted ? cancel.signal.reason : error)) })
  }
  port.close()
}
