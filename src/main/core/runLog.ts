import { appendFileSync } from 'node:fs'
import { visibleText } from '../report/visibleText.ts'

/** run.log: one line per event, stamped with the time and the seconds since the start. */
export type RunLog = { write(line: string): void }

/** Opens for appending, so that a resumed run goes on in the same file. Control characters from files are not obeyed by whoever reads it. */
export function openRunLog(path: string): RunLog {
  const start = performance.now()
  return {
    write(line) {
      const seconds = ((performance.now() - start) / 1000).toFixed(2).padStart(9)
      appendFileSync(path, `${new Date().toISOString()} ${seconds} s  ${visibleText(line).replaceAll('\n', '\n    ')}\n`)
    },
  }
}
