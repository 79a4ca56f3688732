import { Lru } from '../ui/lru.ts'

export type Loaded<T> = { readonly state: 'ready'; readonly value: T } | { readonly state: 'failed'; readonly reason: string }

export type BatchOptions<T> = {
  readonly load: (batch: number, signal: AbortSignal) => Promise<T>
  readonly costOf: (value: T) => number
  /** Sum of costs that is kept. */
  readonly limit: number
  /** Loads under way at the same time. */
  readonly parallel?: number
  /** ms from the first wish to the first load, in which a fast scroll passes by. */
  readonly delay?: number
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Batches of a long list, loaded as they come into sight. `want` names those in sight, most wanted first: what is
 * missing is loaded, what is no longer wanted is cancelled. A failure stays as long as it is in sight and is tried
 * again when it comes back. Whoever shows batches subscribes and peeks; an entry is the same object until it changes.
 */
export class BatchCache<T> {
  readonly #options: Required<BatchOptions<T>>
  readonly #ready: Lru<number, Loaded<T>>
  readonly #failed = new Map<number, Loaded<T>>()
  readonly #loading = new Map<number, AbortController>()
  readonly #listeners = new Set<() => void>()
  #wanted: readonly number[] = []
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: BatchOptions<T>) {
    this.#options = { parallel: 3, delay: 30, ...options }
    this.#ready = new Lru(options.limit)
  }

  peek(batch: number): Loaded<T> | undefined {
    return this.#ready.peek(batch) ?? this.#failed.get(batch)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  want(batches: readonly number[]): void {
    this.#wanted = batches
    for (const batch of batches) this.#ready.get(batch)
    for (const batch of this.#failed.keys()) if (!batches.includes(batch)) this.#failed.delete(batch)
    for (const [batch, controller] of this.#loading) if (!batches.includes(batch)) this.#cancel(batch, controller)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#startWanted()
    }, this.#options.delay)
  }

  /** Nothing is in sight any more; what was loaded stays. */
  rest(): void {
    this.#wanted = []
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const [batch, controller] of this.#loading) this.#cancel(batch, controller)
  }

  #cancel(batch: number, controller: AbortController): void {
    this.#loading.delete(batch)
    controller.abort()
  }

  #startWanted(): void {
    for (const batch of this.#wanted) {
      if (this.#loading.size >= this.#options.parallel) return
      if (!this.peek(batch) && !this.#loading.has(batch)) void this.#start(batch)
    }
  }

  async #start(batch: number): Promise<void> {
    const controller = new AbortController()
    this.#loading.set(batch, controller)
    const loaded = await this.#options.load(batch, controller.signal).then((value): Loaded<T> => ({ state: 'ready', value }), (error: unknown): Loaded<T> => ({ state: 'failed', reason: reasonOf(error) }))
    if (controller.signal.aborted) return
    this.#loading.delete(batch)
    if (loaded.state === 'ready') this.#ready.set(batch, loaded, this.#options.costOf(loaded.value))
    else this.#failed.set(batch, loaded)
    for (const listener of this.#listeners) listener()
    this.#startWanted()
  }
}
