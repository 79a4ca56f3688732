import type { CheckResult } from '../../preload/contract/calls/check.ts'
import { runCheckPipeline } from '../compute/checkPipeline.ts'
import type { CheckRequest } from '../compute/protocol.ts'
import { doJob } from './doJob.ts'

// Entry of the thread that startCheck.ts starts, for one check.
await doJob<CheckRequest, CheckResult>(runCheckPipeline)
