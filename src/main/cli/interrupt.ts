import { EXIT_CODES, Failure } from '../../preload/contract/failure.ts'

export type Interrupt = { readonly signal: AbortSignal; stop(): void }

/** Two signals closer than this are one: a terminal and the launcher may both deliver the same Ctrl-C. */
const SAME_KEYSTROKE_MS = 400

/**
 * The first SIGINT, SIGTERM or SIGHUP calls `say` and aborts the signal with a Failure of kind 'cancelled';
 * a second one leaves at once. `stop` gives the signals back to their default.
 */
export function onInterrupt(say: () => void): Interrupt {
  const controller = new AbortController()
  let first = 0
  const listener = (): void => {
    if (first > 0) {
      if (Date.now() - first > SAME_KEYSTROKE_MS) process.exit(EXIT_CODES.cancelled)
      return
    }
    first = Date.now()
    say()
    controller.abort(new Failure('cancelled', 'stopped on request'))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.on(name, listener)
  return {
    signal: controller.signal,
    stop() {
      for (const name of signals) process.off(name, listener)
    },
  }
}
