import type { EmbeddingReport } from '../../preload/contract/calls/landscape.ts'
import { runEmbedPipeline } from '../compute/embedPipeline.ts'
import type { EmbedRequest } from '../compute/protocol.ts'
import { doJob } from './doJob.ts'

// Entry of the thread that startEmbedding.ts starts, for one embedding.
await doJob<EmbedRequest, EmbeddingReport>(runEmbedPipeline)
