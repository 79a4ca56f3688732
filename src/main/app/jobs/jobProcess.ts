import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { asFailure } from '../../core/asFailure.ts'
import { doJobOf } from './doJobOf.ts'
import type { FromJob, ToJob } from './jobMessages.ts'

// Entry of the process that startJob.ts starts for one job: whatever happens to it, the host and its windows go on.
const send = (message: FromJob): void => void process.send?.(message)
const cancel = new AbortController()

const ctx: StageContext = {
  signal: cancel.signal,
  report: progress => send({ type: 'progress', progress, memoryBytes: process.memoryUsage.rss() }),
  log: text => send({ type: 'line', level: 'log', text }),
  warn: text => send({ type: 'line', level: 'warning', text }),
  live: live => send({ type: 'live', live }),
}

process.on('message', (message: ToJob) => {
  if (message.type === 'cancel') cancel.abort(new Failure('cancelled', 'stopped on request'))
  else void doJobOf(message.job, ctx).then(() => send({ type: 'done' }), (error: unknown) => {
    const { kind, line } = asFailure(error)
    send({ type: 'failed', failure: { kind, line } })
  }).finally(() => process.disconnect())
})
// The host has gone, by a crash or a kill: stop in order, the run can be resumed.
process.on('disconnect', () => cancel.abort(new Failure('cancelled', 'the window’s host has gone')))
