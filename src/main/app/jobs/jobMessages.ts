import type { Live } from '../../../preload/contract/events.ts'
import type { Progress } from '../../../preload/contract/progress.ts'
import type { Failure } from '../../../preload/contract/failure.ts'
import type { CheckRequest, RunRequest } from '../../compute/protocol.ts'
import type { Intent } from '../../core/outputFolder.ts'
import type { EmbeddingWish, WalkWish } from '../../core/startEmbedding.ts'
import type { TrainingRequest } from '../../core/startTraining.ts'
import type { VarianceWish } from '../../core/startVariance.ts'

/** What a job process is asked to do, once. */
export type Job =
  | { readonly kind: 'run'; readonly request: Omit<RunRequest, 'resume'>; readonly intent: Intent; readonly truthPath: string | null }
  | { readonly kind: 'check'; readonly request: CheckRequest }
  | { readonly kind: 'embedding'; readonly request: EmbeddingWish }
  | { readonly kind: 'walk'; readonly request: WalkWish }
  | { readonly kind: 'train'; readonly request: TrainingRequest }
  | { readonly kind: 'variance'; readonly request: VarianceWish }
  | { readonly kind: 'sample'; readonly output: string; readonly particles: number; readonly threads: number }

export type FromJob =
  | { readonly type: 'progress'; readonly progress: Progress; readonly memoryBytes: number }
  | { readonly type: 'live'; readonly live: Live }
  | { readonly type: 'line'; readonly level: 'log' | 'warning'; readonly text: string }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly failure: { readonly kind: Failure['kind']; readonly line: string } }

export type ToJob = { readonly type: 'start'; readonly job: Job } | { readonly type: 'cancel' }
