import type { Live } from '../../preload/contract/events.ts'
import { Failure } from '../../preload/contract/failure.ts'
import type { FailureKind } from '../../preload/contract/failure.ts'
import type { Progress } from '../../preload/contract/progress.ts'

/** A Failure as it crosses from thread to thread; classes do not. */
export type SentFailure = { readonly kind: FailureKind; readonly message: string; readonly advice: string; readonly stack: string }

/** What a thread is started with; `watched`: somebody looks at live figures. */
export type ThreadJob<Job> = { readonly job: Job; readonly watched: boolean }

/** What a thread that does a job says: how it goes, then the result or why there is none. */
export type FromThread<Result> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'live'; readonly live: Live }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'warn'; readonly line: string }
  | { readonly type: 'result'; readonly result: Result }
  | { readonly type: 'failure'; readonly failure: SentFailure }

export type ToThread = { readonly type: 'cancel' }

export const sendable = ({ kind, message, advice, stack, cause }: Failure): SentFailure =>
  ({ kind, message, advice, stack: (cause instanceof Error ? cause.stack : stack) ?? '' })

export function received({ kind, message, advice, stack }: SentFailure): Failure {
  const failure = new Failure(kind, message, advice)
  failure.stack = stack
  return failure
}
