import { Failure } from '../../preload/contract/failure.ts'
import type { FailureKind } from '../../preload/contract/failure.ts'
import type { Progress } from '../../preload/contract/progress.ts'
import type { PipelineResult } from '../compute/protocol.ts'

/** What the engine's thread gives back: everything but the rows of the input, which whoever asked has read for himself. */
export type EngineResult = Omit<PipelineResult<unknown>, 'source'>

/** A Failure as it crosses from thread to thread; classes do not. */
export type SentFailure = { readonly kind: FailureKind; readonly message: string; readonly advice: string; readonly stack: string }

export type FromEngine =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'warn'; readonly line: string }
  | { readonly type: 'result'; readonly result: EngineResult }
  | { readonly type: 'failure'; readonly failure: SentFailure }

export type ToEngine = { readonly type: 'cancel' }

export const sendable = ({ kind, message, advice, stack, cause }: Failure): SentFailure =>
  ({ kind, message, advice, stack: (cause instanceof Error ? cause.stack : stack) ?? '' })

export function received({ kind, message, advice, stack }: SentFailure): Failure {
  const failure = new Failure(kind, message, advice)
  failure.stack = stack
  return failure
}
