import { badData } from '../../preload/contract/failure.ts'
import { readWhole } from './fileBytes.ts'
import { lineAt, type StarBlock, type StarFile, type StarTable } from './starFile.ts'
import { newToken, nextLine, nextToken, tokenIs, type Token } from './starTokens.ts'

/** Row offsets are 32-bit. */
const MAX_BYTES = 2 ** 32 - 1
const UNDERSCORE = 95
const MAX_COLUMNS = 4096

type OpenBlock = { name: string; line: number; tables: StarTable[] }
type OpenTable = { kind: 'loop' | 'list'; columns: string[]; rows: Uint32Array; count: number; labelsEnd: number; numbered: boolean }

function finished(table: OpenTable): StarTable {
  return { ...table, count: table.kind === 'list' ? 1 : table.count, rows: table.rows.slice(0, table.kind === 'list' ? table.columns.length : table.count) }
}

function pushRow(table: OpenTable, offset: number): void {
  const at = table.kind === 'list' ? table.columns.length : table.count
  if (at === table.rows.length) {
    const larger = new Uint32Array(Math.max(64, 2 * at))
    larger.set(table.rows)
    table.rows = larger
  }
  table.rows[at] = offset
}

/** Reads and checks a STAR file of any RELION version; a Failure names the line for anything malformed. */
export function readStar(path: string): StarFile {
  return parseStar(path, readWhole(path, MAX_BYTES, 'STAR file'))
}

/** The same from bytes in memory; `path` is for messages. */
export function parseStar(path: string, bytes: Buffer): StarFile {
  return new StarParser(path, bytes).parse()
}

/** Holds the place in the file; one pass, every byte looked at a fixed number of times. */
class StarParser {
  readonly #path: string
  readonly #bytes: Buffer
  readonly #blocks: OpenBlock[] = []
  readonly #token: Token = newToken()
  #table: OpenTable | null = null
  #line = 0

  constructor(path: string, bytes: Buffer) {
    this.#path = path
    this.#bytes = bytes
  }

  parse(): StarFile {
    const bytes = this.#bytes
    const nul = bytes.indexOf(0)
    if (nul >= 0) throw badData(this.#path, `line ${lineAt(bytes, nul)}`, `a NUL byte (byte ${nul}): not text, or damaged by a full disk`, 'copy it again or save it as plain text')
    let version: number | null = null
    const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    for (let at = byteOrderMark; at < bytes.length; ) {
      this.#line++
      const end = nextLine(bytes, at)
      if (nextToken(bytes, at, this.#token)) this.#takeLine(at, end)
      else version ??= versionIn(bytes, at, end)
      at = end
    }
    this.#closeTable()
    if (this.#blocks.length === 0) throw badData(this.#path, 'line 1', 'no data_ block', 'this is not a STAR file')
    return { path: this.#path, bytes, blocks: this.#blocks satisfies StarBlock[], version }
  }

  #fail(what: string, fix = ''): never {
    throw badData(this.#path, `line ${this.#line}`, what, fix)
  }

  #text(token: Token = this.#token): string {
    const shown = this.#bytes.toString('utf8', token.start, Math.min(token.end, token.start + 60))
    return token.end - token.start > 60 ? `${shown}…` : shown
  }

  #takeLine(at: number, end: number): void {
    const bytes = this.#bytes
    const token = this.#token
    const table = this.#table
    const inLoop = table?.kind === 'loop' && table.columns.length > 0
    const isLabel = bytes[token.start] === UNDERSCORE && !token.quoted
    const isKeyword = isLabel || tokenIs(bytes, token, 'data_', true) || tokenIs(bytes, token, 'loop_')
    if (!isKeyword || (inLoop && this.#isRowAnyway(table, at, isLabel))) this.#takeRow(at)
    else if (isLabel) this.#takeLabel(end)
    else if (tokenIs(bytes, token, 'loop_')) this.#openLoop()
    else this.#openBlock()
  }

  /** A row may begin with a name like "data_001.mrc" or "_a.mrc"; only its length tells. Labels with a value have two tokens. */
  #isRowAnyway(table: OpenTable, at: number, isLabel: boolean): boolean {
    const isRow = table.columns.length > (isLabel ? 2 : 1) && this.#tokensFrom(at) === table.columns.length
    nextToken(this.#bytes, at, this.#token)
    return isRow
  }

  #tokensFrom(at: number): number {
    let count = 0
    for (let next = at; nextToken(this.#bytes, next, this.#token); next = this.#token.next) count++
    return count
  }

  #closeTable(): void {
    if (!this.#table) return
    if (this.#table.columns.length === 0) this.#fail('loop_ without labels', 'the file is cut off or damaged: copy it again')
    this.#blocks.at(-1)?.tables.push(finished(this.#table))
    this.#table = null
  }

  #openBlock(): void {
    this.#closeTable()
    const name = this.#bytes.toString('utf8', this.#token.start + 5, this.#token.end)
    const earlier = this.#blocks.find(block => block.name === name)
    if (earlier) this.#fail(`a second block data_${name} (the first is on line ${earlier.line})`, 'keep one of them')
    this.#blocks.push({ name, line: this.#line, tables: [] })
  }

  #openLoop(): void {
    this.#closeTable()
    if (this.#blocks.length === 0) this.#fail('loop_ before any data_ block', 'this is not a STAR file, or its begin is missing')
    this.#table = { kind: 'loop', columns: [], rows: new Uint32Array(0), count: 0, labelsEnd: 0, numbered: false }
  }

  #takeLabel(end: number): void {
    if (this.#blocks.length === 0) this.#fail(`label ${this.#text()} before any data_ block`, 'this is not a STAR file, or its begin is missing')
    const bytes = this.#bytes
    const name = bytes.toString('utf8', this.#token.start + 1, this.#token.end)
    const behind = this.#token.next
    const valueToken = newToken()
    const hasValue = nextToken(bytes, behind, valueToken)
    if (hasValue && (this.#table?.kind !== 'list')) {
      if (this.#table?.kind === 'loop' && this.#table.count === 0) this.#fail(`"${this.#text(valueToken)}" behind the label _${name} of a loop`, 'a label stands alone on its line')
      this.#closeTable()
      this.#table = { kind: 'list', columns: [], rows: new Uint32Array(0), count: 1, labelsEnd: 0, numbered: false }
    }
    const table = this.#table
    if (!table || (!hasValue && (table.kind === 'list' || table.count > 0))) this.#fail(`label _${name} has no value`, 'write its value behind it, or loop_ before it')
    const earlier = table.columns.indexOf(name)
    if (earlier >= 0) this.#fail(`column _${name} is there twice (columns ${earlier + 1} and ${table.columns.length + 1})`, 'remove one of them')
    if (table.columns.length >= MAX_COLUMNS) this.#fail(`more than ${MAX_COLUMNS} columns`, 'the file is damaged: copy it again')
    if (hasValue) {
      if (nextToken(bytes, valueToken.next, this.#token)) this.#fail(`"${this.#text()}" behind the value of _${name}`, 'put a value with blanks in quotes')
      pushRow(table, valueToken.quoted ? valueToken.start - 1 : valueToken.start)
    } else {
      table.numbered = bytes.indexOf(35, behind) >= 0 && bytes.indexOf(35, behind) < end
    }
    table.columns.push(name)
    table.labelsEnd = end
  }

  #takeRow(at: number): void {
    const table = this.#table
    if (this.#blocks.length === 0) this.#fail(`"${this.#text()}" before any data_ block`, 'this is not a STAR file')
    if (!table || table.kind === 'list' || table.columns.length === 0) this.#fail(`"${this.#text()}" stands where a label or loop_ should`, 'the file is damaged: copy it again')
    const start = this.#token.quoted ? this.#token.start - 1 : this.#token.start
    const found = this.#tokensFrom(at)
    if (found !== table.columns.length) this.#fail(`uneven columns: ${found} values for ${table.columns.length} labels`, 'the file is cut off or was edited by hand: write it again')
    pushRow(table, start)
    table.count++
  }
}

function versionIn(bytes: Buffer, at: number, end: number): number | null {
  const words = bytes.toString('latin1', at, Math.min(end, at + 200)).split(' ').map(word => word.trim())
  const place = words.indexOf('version')
  const value = place >= 1 && words[0] === '#' ? Number(words[place + 1]) : NaN
  return Number.isInteger(value) ? value : null
}
