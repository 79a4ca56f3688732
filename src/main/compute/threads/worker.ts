import { parentPort } from 'node:worker_threads'
import { Failure } from '../../../preload/contract/failure.ts'
import type { TaskReply, TaskRequest } from './pool.ts'
import { tasks } from './tasks.ts'

const port = parentPort
if (!port) throw new Error('worker.ts runs as a worker thread only')

port.on('message', ({ id, name, input }: TaskRequest) => {
  const answer = (reply: TaskReply) => port.postMessage(reply)
  const task = tasks[name] as (input: unknown) => unknown
  Promise.resolve().then(() => task(input)).then(
    output => answer({ id, output }),
    (error: unknown) => {
      const known = error instanceof Failure ? error : new Failure('internal', error instanceof Error ? error.message : String(error), '')
      answer({ id, failure: { kind: known.kind, message: known.message, advice: known.advice, stack: error instanceof Error ? error.stack ?? '' : '' } })
    },
  )
})
