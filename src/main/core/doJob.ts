import { parentPort } from 'node:worker_threads'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { asFailure } from './asFailure.ts'
import { sendable, type FromThread, type ToThread } from './threadMessages.ts'

/** In a thread that jobThread.ts started: does its job, listens for a cancel meanwhile, and tells how it ended. */
export async function doJob<Result>(job: (ctx: StageContext) => Promise<Result>): Promise<void> {
  const port = parentPort!, cancel = new AbortController()
  const send = (message: FromThread<Result>): void => port.postMessage(message)
  port.on('message', (message: ToThread) => {
    if (message.type === 'cancel') cancel.abort(new Failure('cancelled', 'stopped on request'))
  })
  try {
    const result = await job({
      signal: cancel.signal,
      report: progress => send({ type: 'progress', progress }),
      log: line => send({ type: 'log', line }),
      warn: line => send({ type: 'warn', line }),
    })
    send({ type: 'result', result })
  } catch (error) {
    send({ type: 'failure', failure: sendable(asFailure(cancel.signal.aborted ? cancel.signal.reason : error)) })
  }
  port.close()
}
