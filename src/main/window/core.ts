import type { CoreAddress, CoreProcess } from './coreProcess.ts'

/** The core over the life of the window: one process after another, a new one only when the user asks for it. */
export class Core {
  readonly #start: () => CoreProcess
  readonly #fell: () => void
  #process: CoreProcess
  #reason: string | null = null
  #stopping = false

  /** `fell` is told when a process has ended that nobody stopped. */
  constructor(start: () => CoreProcess, fell: () => void) {
    this.#start = start
    this.#fell = fell
    this.#process = this.#next()
  }

  /** Rejects while there is none. */
  get address(): Promise<CoreAddress> {
    return this.#process.address
  }

  /** Why there is none; null while there is one. */
  get reason(): string | null {
    return this.#reason
  }

  startAgain(): void {
    if (this.#reason === null || this.#stopping) return
    this.#reason = null
    this.#process = this.#next()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#reason === null) await this.#process.stop()
  }

  #next(): CoreProcess {
    const started = this.#start()
    void started.ended.then(reason => {
      this.#reason = reason
      if (!this.#stopping) this.#fell()
    })
    return started
  }
}
