import type { StageContext } from '../../../preload/contract/progress.ts'
import { startRun } from '../../core/startRun.ts'
import { simulate } from '../../simulate/simulate.ts'
import { sampleOptions } from '../sample.ts'
import { startCheck } from '../../core/startCheck.ts'
import { startEmbedding, startWalk } from '../../core/startEmbedding.ts'
import { startVariance } from '../../core/startVariance.ts'
import { startTraining } from '../../core/startTraining.ts'
import type { Job } from './jobMessages.ts'

/** Does a job of a project whose lock the host holds. */
export async function doJobOf(job: Job, ctx: StageContext): Promise<void> {
  if (job.kind === 'run') await startRun(job.request, { intent: job.intent, truthPath: job.truthPath, lock: 'held' }, ctx)
  else if (job.kind === 'check') await startCheck(job.request, ctx)
  else if (job.kind === 'train') await startTraining(job.request, 'new', ctx)
  else if (job.kind === 'embedding') await startEmbedding(job.request, ctx)
  else if (job.kind === 'walk') await startWalk(job.request, ctx)
  else if (job.kind === 'variance') await startVariance(job.request, ctx)
  else await simulate(sampleOptions(job.output, job.particles), ctx)
}
