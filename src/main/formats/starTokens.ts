const NEWLINE = 10
const SPACE = 32
const DOUBLE = 34
const HASH = 35
const SINGLE = 39

/** Where a token's text lies; `next` is the byte behind it, past a closing quote. */
export type Token = { start: number; end: number; next: number; quoted: boolean }

export const newToken = (): Token => ({ start: 0, end: 0, next: 0, quoted: false })

/**
 * Reads the next token of the line at `from` into `token`; false at the line's end or at a comment ("#" where a token would begin).
 * A quote opens only at a token's begin and closes only before white space or the line's end, as in CIF; each byte is looked at once.
 * Control characters count as blanks, which costs one comparison a byte instead of four.
 */
export function nextToken(bytes: Uint8Array, from: number, token: Token): boolean {
  const { length } = bytes
  let i = from
  while (i < length && bytes[i] <= SPACE && bytes[i] !== NEWLINE) i++
  const first = bytes[i]
  if (i >= length || first === NEWLINE || first === HASH) return false
  if (first === DOUBLE || first === SINGLE) {
    for (let j = i + 1; j < length && bytes[j] !== NEWLINE; j++) {
      if (bytes[j] === first && (j + 1 >= length || bytes[j + 1] <= SPACE)) {
        token.start = i + 1
        token.end = j
        token.next = j + 1
        token.quoted = true
        return true
      }
    }
  }
  token.start = i
  while (i < length && bytes[i] > SPACE) i++
  token.end = i
  token.next = i
  token.quoted = false
  return true
}

/** The byte behind the line's newline, or the end of the bytes. */
export function nextLine(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from)
  return newline < 0 ? bytes.length : newline + 1
}

/** Whether the token reads as `word` in lower-case ASCII, in any case. */
export function tokenIs(bytes: Uint8Array, token: Token, word: string, prefixOnly = false): boolean {
  const length = token.end - token.start
  if (token.quoted || length < word.length || (!prefixOnly && length !== word.length)) return false
  for (let i = 0; i < word.length; i++) if ((bytes[token.start + i] | 32) !== (word.charCodeAt(i) | 32)) return false
  return true
}
