import { EXIT_CODES } from '../../preload/contract/failure.ts'
import type { Failure } from '../../preload/contract/failure.ts'
import type { Terminal } from './terminal.ts'

/**
 * Tells the user in one line, or a program in one JSON object on stdout, and gives the exit code.
 * The stack of an internal error is shown only with CGR_DEBUG=1; `cgr run` has put it into run.log before.
 */
export function tellFailure(terminal: Terminal, failure: Failure, json: boolean): number {
  const exitCode = EXIT_CODES[failure.kind]
  if (json) terminal.out(`${JSON.stringify({ schema: 1, error: { kind: failure.kind, message: failure.message, advice: failure.advice, exitCode } })}\n`)
  else terminal.err(`${terminal.paint('red', 'cgr:')} ${failure.kind === 'internal' ? 'internal error: ' : ''}${failure.line}\n`)
  if (process.env.CGR_DEBUG) terminal.err(`${(failure.cause instanceof Error ? failure.cause.stack : failure.stack) ?? ''}\n`)
  return exitCode
}
