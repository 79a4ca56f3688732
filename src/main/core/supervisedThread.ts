import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../preload/contract/failure.ts'
import { runClassification } from '../compute/supervised/classifyPipeline.ts'
import type { ClassifyResult, SupervisedJob, TrainResult } from '../compute/supervised/protocol.ts'
import { runTraining } from '../compute/supervised/trainPipeline.ts'
import { asFailure } from './asFailure.ts'
import { sendable } from './engineMessages.ts'
import type { ToEngine } from './engineMessages.ts'
import type { FromThread } from './jobThread.ts'

// Entry of the thread in which particles are learned from or labelled, for one job.
const port = parentPort!
const send = (message: FromThread<TrainResult | ClassifyResult>): void => port.postMessage(message)
const cancel = new AbortController()
port.on('message', (message: ToEngine) => {
  if (message.type === 'cancel') cancel.abort(new Failure('cancelled', 'stopped on request'))
})
const ctx = {
  signal: cancel.signal,
  report: progress => send({ type: 'progress', progress }),
  log: line => send({ type: 'log', line }),
  warn: line => send({ type: 'warn', line }),
} satisfies Parameters<typeof runTraining>[1]

try {
  const job = workerData as SupervisedJob
  send({ type: 'result', result: job.kind === 'train' ? await runTraining(job.request, ctx) : await runClassification(job.request, ctx) })
} catch (error) {
  send({ type: 'failure', failure: sendable(asFailure(cancel.signal.aborted ? cancel.signal.reason : error)) })
}
port.close()
