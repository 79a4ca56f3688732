import type { Live } from './events.ts'

/** What a running stage tells whoever listens; at most a few a second. */
export type Progress = {
  readonly stage: string
  readonly done: number
  readonly total: number
  readonly note?: string
}

/** The one way by which progress goes up and cancel comes down. */
export type StageContext = {
  readonly signal: AbortSignal
  report(progress: Progress): void
  log(line: string): void
  warn(line: string): void
  /** Figures for plots that grow while it runs; only where somebody looks. */
  live?(figures: Live): void
}
