import { runClassification } from '../compute/supervised/classifyPipeline.ts'
import type { ClassifyResult, SupervisedJob, TrainResult } from '../compute/supervised/protocol.ts'
import { runTraining } from '../compute/supervised/trainPipeline.ts'
import { doJob } from './doJob.ts'

// Entry of the thread in which particles are learned from or labelled, for one job.
await doJob<SupervisedJob, TrainResult | ClassifyResult>((job, ctx) => (job.kind === 'train' ? runTraining(job.request, ctx) : runClassification(job.request, ctx)))
