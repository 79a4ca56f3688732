import type { RunRequest } from '../compute/protocol.ts'
import { runEither } from '../compute/runSource.ts'
import { doJob } from './doJob.ts'
import type { EngineResult } from './engine.ts'

// Entry of the thread that engine.ts starts, for one run.
await doJob<RunRequest, EngineResult>(async (request, ctx) => {
  const { source: _, ...result } = await runEither(request, ctx)
  return result
})
