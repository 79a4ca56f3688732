import type { WalkReport } from '../../preload/contract/calls/landscape.ts'
import type { WalkRequest } from '../compute/protocol.ts'
import { runWalkPipeline } from '../compute/walkPipeline.ts'
import { doJob } from './doJob.ts'

// Entry of the thread that startEmbedding.ts starts, for one walk.
await doJob<WalkRequest, WalkReport>(runWalkPipeline)
