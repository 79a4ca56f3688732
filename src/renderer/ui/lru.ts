/** Keeps what was used last, up to a total cost; what was used longest ago goes first. */
export class Lru<Key, Value> {
  readonly #entries = new Map<Key, { readonly value: Value; readonly cost: number }>()
  readonly #limit: number
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get total(): number {
    return this.#total
  }

  has(key: Key): boolean {
    return this.#entries.has(key)
  }

  /** Counts as a use. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Without counting as a use. */
  peek(key: Key): Value | undefined {
    return this.#entries.get(key)?.value
  }

  /** The newest entry stays, whatever it costs. */
  set(key: Key, value: Value, cost: number): void {
    this.delete(key)
    this.#entries.set(key, { value, cost })
    this.#total += cost
    for (const oldest of this.#entries.keys()) {
      if (this.#total <= this.#limit || oldest === key) return
      this.delete(oldest)
    }
  }

  delete(key: Key): void {
    this.#total -= this.#entries.get(key)?.cost ?? 0
    this.#entries.delete(key)
  }
}
