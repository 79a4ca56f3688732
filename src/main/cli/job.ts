import type { StageContext } from '../../preload/contract/progress.ts'
import { onInterrupt } from './interrupt.ts'
import { progressView } from './progress.ts'
import type { Terminal } from './terminal.ts'

/**
 * Does work that takes a while: shows its progress, and stops it on Ctrl-C after saying `stopping`.
 * Whatever the work throws comes out unchanged, with the progress line taken away.
 */
export async function runJob<Result>(terminal: Terminal, json: boolean, stopping: string, work: (ctx: StageContext) => Promise<Result>): Promise<Result> {
  const view = progressView(terminal, json)
  const interrupt = onInterrupt(() => view.note(stopping), terminal.interactive)
  let isDone = false
  try {
    const result = await work({ signal: interrupt.signal, report: view.show, log: () => undefined, warn: view.warn })
    isDone = true
    return result
  } finally {
    interrupt.stop()
    view.end(isDone)
  }
}
