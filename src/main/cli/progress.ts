import type { Progress } from '../../preload/contract/progress.ts'
import { duration } from './format.ts'
import { visibleText } from '../report/visibleText.ts'
import type { Terminal } from './terminal.ts'

/** Shows how far the work is, on stderr, and never anything on stdout. */
export type ProgressView = {
  show(progress: Progress): void
  warn(line: string): void
  note(line: string): void
  /** Takes the last unfinished line away, to be called before anything else is printed; says that the last stage is done if the work is. */
  end(isDone: boolean): void
}

type Clock = () => number

/** Seconds left, by the pace of this stage so far; null until there is a pace. */
export function secondsLeft(progress: Progress, elapsed: number): number | null {
  if (progress.done <= 0 || progress.total <= 0 || elapsed < 1) return null
  return (elapsed * Math.max(0, progress.total - progress.done)) / progress.done
}

type Stage = { readonly name: string; readonly start: number }

/** One line that is redrawn, and one line that stays for every stage that is done. */
function interactiveView(terminal: Terminal, clock: Clock): ProgressView {
  let stage: Stage | null = null
  let drawn = false
  let last = 0
  const clear = (): void => {
    if (drawn) terminal.err('\r\u001B[2K')
    drawn = false
  }
  const finish = (): void => {
    if (stage) terminal.err(`${terminal.paint('green', '✓')} ${stage.name} ${terminal.paint('dim', duration((clock() - stage.start) / 1000))}\n`)
  }
  const line = (text: string): void => {
    clear()
    terminal.err(`${text}\n`)
  }
  return {
    show(progress) {
      const now = clock()
      if (progress.stage !== stage?.name) {
        clear()
        finish()
        stage = { name: progress.stage, start: now }
        last = 0
      }
      if (now - last < 100 && progress.done < progress.total) return
      last = now
      const fraction = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0
      const left = secondsLeft(progress, (now - stage.start) / 1000)
      const filled = Math.round(fraction * 20)
      const text = `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${String(Math.floor(fraction * 100)).padStart(3)} % ${progress.stage}`
        + `${left === null ? '' : `, ${duration(left)} left`}${progress.note ? ` · ${visibleText(progress.note)}` : ''}`
      terminal.err(`\r\u001B[2K${[...text].slice(0, terminal.columns - 1).join('')}`)
      drawn = true
    },
    warn: text => line(`${terminal.paint('yellow', 'warning:')} ${visibleText(text)}`),
    note: text => line(visibleText(text)),
    end(isDone) {
      clear()
      if (isDone) finish()
      stage = null
    },
  }
}

/** For logs and pipes: whole lines, one when a stage starts and then at most one every five seconds. */
function plainView(terminal: Terminal, clock: Clock): ProgressView {
  let stage: Stage | null = null
  let last = 0
  const finish = (): void => {
    if (stage) terminal.err(`${stage.name}: done in ${duration((clock() - stage.start) / 1000)}\n`)
  }
  return {
    show(progress) {
      const now = clock()
      if (progress.stage !== stage?.name) {
        finish()
        stage = { name: progress.stage, start: now }
        last = now
        return
      }
      if (now - last < 5000) return
      last = now
      const left = secondsLeft(progress, (now - stage.start) / 1000)
      terminal.err(`${progress.stage}: ${progress.done}/${progress.total}${left === null ? '' : `, ${duration(left)} left`}${progress.note ? `, ${visibleText(progress.note)}` : ''}\n`)
    },
    warn: text => terminal.err(`warning: ${visibleText(text)}\n`),
    note: text => terminal.err(`${visibleText(text)}\n`),
    end(isDone) {
      if (isDone) finish()
      stage = null
    },
  }
}

/** For programs: one JSON object a line, at most four a second for each stage, the last of a stage always. */
function jsonView(terminal: Terminal, clock: Clock): ProgressView {
  let stage: Stage | null = null
  let last = 0
  const line = (event: object): void => terminal.err(`${JSON.stringify({ t: new Date(clock()).toISOString(), ...event })}\n`)
  return {
    show(progress) {
      const now = clock()
      if (progress.stage !== stage?.name) stage = { name: progress.stage, start: now }
      else if (now - last < 250 && progress.done < progress.total) return
      last = now
      const left = secondsLeft(progress, (now - stage.start) / 1000)
      line({ event: 'progress', ...progress, etaSeconds: left === null ? null : Math.round(left) })
    },
    warn: text => line({ event: 'warning', text }),
    note: text => line({ event: 'note', text }),
    end: () => undefined,
  }
}

/** The view that fits: JSON lines if asked for, a bar on a terminal, lines elsewhere. `clock` gives ms since 1970. */
export function progressView(terminal: Terminal, json: boolean, clock: Clock = Date.now): ProgressView {
  if (json) return jsonView(terminal, clock)
  return terminal.interactive ? interactiveView(terminal, clock) : plainView(terminal, clock)
}
