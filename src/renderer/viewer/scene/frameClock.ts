/** Frames that take longer than this, ms, are spaced out, so that a page drawn by the processor stays free for its reader. */
const SLOW_FRAME = 30

/** Draws at most once a frame of the screen, when asked to, or as long as the drawing itself wants more. */
export class FrameClock {
  readonly #draw: () => boolean
  #frame = 0
  #timer = 0
  #later = 0
  #isWanted = false
  /** When the picture that wants another one after it was begun, ms; null where none does. */
  #begun: number | null = null
  #isClosed = false

  /** `draw` answers whether it wants to be called again. */
  constructor(draw: () => boolean) {
    this.#draw = draw
  }

  /** Draws with the next frame. */
  ask(): void {
    this.#isWanted = true
    this.#request()
  }

  /** Draws in so many ms from the last time this was asked. */
  askIn(ms: number): void {
    clearTimeout(this.#later)
    this.#later = window.setTimeout(() => this.ask(), ms)
  }

  close(): void {
    this.#isClosed = true
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    clearTimeout(this.#later)
  }

  #request(): void {
    if (this.#isClosed || this.#frame) return
    clearTimeout(this.#timer)
    this.#frame = requestAnimationFrame(() => this.#tick())
  }

  #tick(): void {
    this.#frame = 0
    // One frame after a picture was begun it is out: that tells its cost, also where another process draws.
    const cost = this.#begun === null ? 0 : performance.now() - this.#begun
    if (!this.#isWanted && cost > SLOW_FRAME) {
      this.#begun = null
      this.#timer = window.setTimeout(() => this.ask(), 2 * cost)
      return
    }
    if (!this.#isWanted && this.#begun === null) return
    this.#isWanted = false
    const begun = performance.now()
    this.#begun = this.#draw() ? begun : null
    if (this.#begun !== null) this.#request()
  }
}
