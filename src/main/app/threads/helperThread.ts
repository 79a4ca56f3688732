import { parentPort } from 'node:worker_threads'
import { asFailure } from '../../core/asFailure.ts'
import { sendable } from '../../core/threadMessages.ts'
import type { HelperReply, HelperRequest } from './helper.ts'
import { tasks } from './tasks.ts'

// Entry of the thread that helper.ts starts.
const port = parentPort!

port.on('message', ({ id, name, input }: HelperRequest) => {
  const answer = (reply: HelperReply): void => port.postMessage(reply)
  try {
    answer({ id, output: (tasks[name] as (input: unknown) => unknown)(input) })
  } catch (error) {
    answer({ id, failure: sendable(asFailure(error)) })
  }
})
