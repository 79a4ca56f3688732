import { workerData } from 'node:worker_threads'
import { runClassification } from '../compute/supervised/classifyPipeline.ts'
import type { ClassifyResult, SupervisedJob, TrainResult } from '../compute/supervised/protocol.ts'
import { runTraining } from '../compute/supervised/trainPipeline.ts'
import { doJob } from './doJob.ts'

// Entry of the thread in which particles are learned from or labelled, for one job.
const job = workerData as SupervisedJob
await doJob<TrainResult | ClassifyResult>(ctx => (job.kind === 'train' ? runTraining(job.request, ctx) : runClassification(job.request, ctx)))
