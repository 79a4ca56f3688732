import { EXIT_CODES, Failure } from '../../preload/contract/failure.ts'

export type Interrupt = { readonly signal: AbortSignal; stop(): void }

/** Two signals closer than this are one: a terminal and the launcher may both deliver the same Ctrl-C. */
const SAME_KEYSTROKE_MS = 400

/**
 * The first SIGINT or SIGTERM, or SIGHUP of a terminal that shows our progress, calls `say` and aborts the signal with a Failure of kind 'cancelled';
 * a second one leaves at once. SIGHUP does nothing to a program whose output goes elsewhere: Node forgets that nohup asked for that. `stop` gives the signals back.
 */
export function onInterrupt(say: () => void, interactive: boolean): Interrupt {
  const controller = new AbortController()
  let first = 0
  const stopWork = (): void => {
    if (first > 0) {
      if (Date.now() - first > SAME_KEYSTROKE_MS) process.exit(EXIT_CODES.cancelled)
      return
    }
    first = Date.now()
    say()
    controller.abort(new Failure('cancelled', 'stopped on request'))
  }
  const listeners = [['SIGINT', stopWork], ['SIGTERM', stopWork], ['SIGHUP', interactive ? stopWork : (): void => undefined]] as const
  for (const [name, listener] of listeners) process.on(name, listener)
  return {
    signal: controller.signal,
    stop() {
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}
