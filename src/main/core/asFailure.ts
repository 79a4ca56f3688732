import { Failure } from '../../preload/contract/failure.ts'
import type { FailureKind } from '../../preload/contract/failure.ts'

/** Errors of the operating system that are not our fault, as what the user can do something about. */
const SYSTEM: Readonly<Record<string, readonly [FailureKind, string]>> = {
  ENOENT: ['missing', 'check the path'],
  ENOTDIR: ['missing', 'check the path'],
  EISDIR: ['missing', 'name a file, not a folder'],
  EACCES: ['output', 'check the permissions'],
  EPERM: ['output', 'check the permissions'],
  EROFS: ['output', 'choose a folder that can be written'],
  ENOSPC: ['output', 'free some space and run again with --resume'],
  EDQUOT: ['output', 'free some space and run again with --resume'],
}

/** Any thrown value as a Failure; what nobody foresaw is 'internal' and keeps its stack as the cause. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof Error) {
    if (error.name === 'AbortError') return new Failure('cancelled', 'stopped on request', '', { cause: error })
    const { code, path } = error as NodeJS.ErrnoException
    const known = code === undefined ? undefined : SYSTEM[code]
    if (known && path) return new Failure(known[0], `${path}: ${error.message.replace(/^[A-Z]+: /, '').replace(/, [a-z]+ '.*$/, '')} (${code})`, known[1], { cause: error })
    return new Failure('internal', error.message, '', { cause: error })
  }
  return new Failure('internal', String(error))
}
