import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../preload/contract/failure.ts'
import type { RunRequest } from '../compute/protocol.ts'
import { runEither } from '../compute/runSource.ts'
import { asFailure } from './asFailure.ts'
import { sendable } from './engineMessages.ts'
import type { FromEngine, ToEngine } from './engineMessages.ts'

// Entry of the thread that engine.ts starts, for one run.
const port = parentPort!
const send = (message: FromEngine): void => port.postMessage(message)
const cancel = new AbortController()
port.on('message', (message: ToEngine) => {
  if (message.type === 'cancel') cancel.abort(new Failure('cancelled', 'stopped on request'))
})

try {
  const { source: _, ...result } = await runEither(workerData as RunRequest, {
    signal: cancel.signal,
    report: progress => send({ type: 'progress', progress }),
    log: line => send({ type: 'log', line }),
    warn: line => send({ type: 'warn', line }),
  })
  send({ type: 'result', result })
} catch (error) {
  send({ type: 'failure', failure: sendable(asFailure(error)) })
}
port.close()
