/** What went wrong, in a form that survives a process boundary and tells the user what to do. */
export type FailureKind = 'usage' | 'data' | 'missing' | 'output' | 'cancelled' | 'internal'

/** Exit codes of `cgr` (sysexits where one fits). */
export const EXIT_CODES = { usage: 2, data: 65, missing: 66, internal: 70, output: 73, cancelled: 130 } as const satisfies Record<FailureKind, number>

/** One place in a file that is wrong or doubtful. `where` names line, byte or row. */
export type Problem = { readonly where: string; readonly what: string; readonly fatal: boolean }

/** The only error type that users are shown without a stack: one line that says where, what and the fix. */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly advice: string
  constructor(kind: FailureKind, message: string, advice = '', options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.kind = kind
    this.advice = advice
  }
  /** "file, line 12: what is wrong; fix" in one line; what a damaged file smuggles into it cannot reach the terminal as control characters. */
  get line(): string {
    const text = this.advice ? `${this.message}; ${this.advice}` : this.message
    return text.replace(/\p{Cc}/gu, ' ')
  }
}

/** Malformed input: `where` is "line 12", "byte 212", "row 7" or "header". */
export const badData = (path: string, where: string, what: string, fix = ''): Failure => new Failure('data', `${path}, ${where}: ${what}`, fix)

export const missingInput = (path: string, what = 'no such file', fix = ''): Failure => new Failure('missing', `${path}: ${what}`, fix)
