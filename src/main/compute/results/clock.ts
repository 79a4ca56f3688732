import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Report } from '../../../preload/contract/report.ts'

/** Times the stages and announces them. */
export class StageClock {
  readonly stages: Report['stages'] = []
  particles = 0
  readonly #ctx: StageContext
  constructor(ctx: StageContext) { this.#ctx = ctx }

  async time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    this.#ctx.signal.throwIfAborted()
    this.#ctx.report({ stage: name, done: 0, total: 1 })
    const start = performance.now()
    const result = await work()
    const seconds = (performance.now() - start) / 1000
    this.stages.push({ name, seconds, secondsPerParticle: 0 })
    this.#ctx.log(`${name}: ${seconds.toFixed(2)} s`)
    this.#ctx.report({ stage: name, done: 1, total: 1 })
    return result
  }

  /** The stages with their time per particle, which is known once the particles are counted. */
  perParticle(): Report['stages'] {
    return this.stages.map(stage => ({ ...stage, secondsPerParticle: stage.seconds / Math.max(this.particles, 1) }))
  }
}
