import type { StageContext } from '../../../preload/contract/progress.ts'

/** Times of stages that are gone through again and again, in the order of their first time. */
export class StageTimes {
  readonly #seconds = new Map<string, number>()
  readonly #ctx: StageContext
  constructor(ctx: StageContext) { this.#ctx = ctx }

  async add<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    this.#ctx.signal.throwIfAborted()
    const start = performance.now()
    const result = await work()
    this.#seconds.set(name, (this.#seconds.get(name) ?? 0) + (performance.now() - start) / 1000)
    return result
  }

  get stages(): { name: string; seconds: number }[] { return [...this.#seconds].map(([name, seconds]) => ({ name, seconds })) }
}
