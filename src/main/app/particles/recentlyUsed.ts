/** Values that cost something to make, by key: when their sizes come to more than `most`, those not asked for longest go. */
export class RecentlyUsed<Value> {
  readonly #most: number
  readonly #sizeOf: (value: Value) => number
  readonly #drop: (value: Value) => void
  /** The one asked for last at the end. */
  readonly #values = new Map<string, Value>()

  constructor(most: number, { sizeOf = () => 1, drop = () => undefined }: { sizeOf?: (value: Value) => number; drop?: (value: Value) => void } = {}) {
    this.#most = most
    this.#sizeOf = sizeOf
    this.#drop = drop
  }

  /** Keys and values, the one asked for last at the end. */
  entries(): Iterable<[string, Value]> {
    return this.#values.entries()
  }

  /** The value kept under that key, or a new one; the last one stays however large it is. */
  get(key: string, make: () => Value): Value {
    const value = this.#values.get(key) ?? make()
    this.#values.delete(key)
    this.#values.set(key, value)
    let size = [...this.#values.values()].reduce((sum, one) => sum + this.#sizeOf(one), 0)
    for (const [oldest, other] of this.#values) {
      if (size <= this.#most || oldest === key) break
      this.#values.delete(oldest)
      this.#drop(other)
      size -= this.#sizeOf(other)
    }
    return value
  }
}
