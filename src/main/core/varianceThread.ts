import type { VarianceReport } from '../../preload/contract/calls/variance.ts'
import type { VarianceRequest } from '../compute/protocol.ts'
import { runVariancePipeline } from '../compute/variancePipeline.ts'
import { doJob } from './doJob.ts'

// Entry of the thread that startVariance.ts starts, for one measurement.
await doJob<VarianceRequest, VarianceReport>(runVariancePipeline)
