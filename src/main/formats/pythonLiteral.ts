/** A value of a Python literal. */
export type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>

const MAX_DEPTH = 8
const SPACES = ' \t\r\n'

/** Holds the place in the text; one pass. */
class LiteralReader {
  readonly #text: string
  readonly #fail: (what: string) => never
  #at = 0

  constructor(text: string, fail: (what: string) => never) {
    this.#text = text
    this.#fail = fail
  }

  whole(): Literal {
    const value = this.#value(0)
    this.#skip()
    if (this.#at < this.#text.length) this.#unexpected()
    return value
  }

  #unexpected(): never {
    return this.#fail(`unexpected "${this.#text.slice(this.#at, this.#at + 20)}" at character ${this.#at}`)
  }

  #skip(): void {
    while (this.#at < this.#text.length && SPACES.includes(this.#text[this.#at])) this.#at++
  }

  #take(mark: string): boolean {
    this.#skip()
    if (!this.#text.startsWith(mark, this.#at)) return false
    this.#at += mark.length
    return true
  }

  #value(depth: number): Literal {
    if (depth > MAX_DEPTH) return this.#fail('nested too deep')
    if (this.#take('{')) return this.#dict(depth)
    if (this.#take('[')) return this.#items(']', depth)
    if (this.#take('(')) return this.#items(')', depth)
    if (this.#take('True')) return true
    if (this.#take('False')) return false
    if (this.#take('None')) return null
    if (this.#take(`'`)) return this.#string(`'`)
    if (this.#take(`"`)) return this.#string(`"`)
    return this.#integer()
  }

  #dict(depth: number): Map<string, Literal> {
    const out = new Map<string, Literal>()
    while (!this.#take('}')) {
      const key = this.#value(depth + 1)
      if (typeof key !== 'string' || !this.#take(':')) this.#unexpected()
      out.set(key, this.#value(depth + 1))
      if (!this.#take(',') && !this.#text.startsWith('}', this.#at)) this.#unexpected()
    }
    return out
  }

  #items(close: string, depth: number): Literal[] {
    const out: Literal[] = []
    while (!this.#take(close)) {
      out.push(this.#value(depth + 1))
      if (!this.#take(',') && !this.#text.startsWith(close, this.#at)) this.#unexpected()
    }
    return out
  }

  #string(quote: string): string {
    let out = ''
    for (; this.#at < this.#text.length && this.#text[this.#at] !== quote; this.#at++) {
      if (this.#text[this.#at] === '\\') this.#at++
      out += this.#text[this.#at] ?? ''
    }
    if (!this.#take(quote)) this.#fail('a string that never ends')
    return out
  }

  #integer(): number {
    const start = this.#at
    while (this.#at < this.#text.length && '-0123456789'.includes(this.#text[this.#at])) this.#at++
    const value = this.#at > start ? Number.parseInt(this.#text.slice(start, this.#at), 10) : NaN
    if (this.#text[this.#at] === 'L') this.#at++ // Python 2 wrote shapes as 7L
    return Number.isNaN(value) ? this.#unexpected() : value
  }
}

/**
 * Reads a Python literal as NumPy's headers hold it: dict, list, tuple (as an array), string, integer, True, False, None. Nothing is executed.
 * `fail` is called with what is wrong and does not return.
 */
export const parsePythonLiteral = (text: string, fail: (what: string) => never): Literal => new LiteralReader(text, fail).whole()
