import { Failure } from '../../preload/contract/failure.ts'
import { atomicWrite, type Sink } from '../files/atomicWrite.ts'
import { type StarFile, type StarTable } from './starFile.ts'
import { newToken, nextToken } from './starTokens.ts'

export type NewStarColumn = {
  /** Label without the leading "_". */
  readonly name: string
  readonly values: ArrayLike<number | string>
  /** Digits behind the point; without it numbers are written so that they read back equal. */
  readonly decimals?: number
}
export type NewStarBlock = { readonly name: string; readonly kind?: 'loop' | 'list'; readonly columns: readonly NewStarColumn[] }

/** Replaces columns of one table, or adds those that it lacks. */
export type StarEdit = { readonly table: StarTable; readonly columns: readonly { readonly name: string; readonly value: (row: number) => string | number }[] }

const ASCII = /^[ -~]*$/
const KEYWORD = /^(_|#|;|'|"|data_|loop_)/i

/** A value as one token: quoted where it would be taken for something else. */
function token(value: string | number, decimals?: number): string {
  if (typeof value === 'number') return decimals === undefined ? String(value) : value.toFixed(decimals)
  if (value !== '' && !/\s/.test(value) && !KEYWORD.test(value)) return value
  const quote = [`"`, `'`].find(mark => !value.includes(`${mark} `) && !value.includes(`${mark}\t`))
  if (!quote || /[\r\n\0]/.test(value)) throw new Failure('data', `"${value.slice(0, 60)}" cannot stand in a STAR file`, 'rename it')
  return quote + value + quote
}

/** Rows of a new file are collected into pieces of about this many characters. */
const PIECE = 1 << 16

function writeRows(sink: Sink, count: number, row: (index: number) => string): void {
  let piece = ''
  for (let i = 0; i < count; i++) {
    piece += row(i)
    if (piece.length < PIECE) continue
    sink.write(piece)
    piece = ''
  }
  sink.write(piece)
}

function writeBlock(sink: Sink, block: NewStarBlock): void {
  const { columns } = block
  const counts = new Set(columns.map(column => column.values.length))
  if (counts.size > 1) throw new RangeError(`columns of data_${block.name} differ in length: ${[...counts].join(', ')}`)
  if (block.kind === 'list') {
    if (!counts.has(1)) throw new RangeError(`data_${block.name} is a list and holds one row`)
    sink.write(`data_${block.name}\n\n${columns.map(({ name, values, decimals }) => `_${name} ${token(values[0], decimals)}\n`).join('')}\n`)
    return
  }
  sink.write(`data_${block.name}\n\nloop_\n${columns.map(({ name }, i) => `_${name} #${i + 1}\n`).join('')}`)
  writeRows(sink, columns[0]?.values.length ?? 0, i => `${columns.map(({ values, decimals }) => token(values[i], decimals)).join(' ')}\n`)
  sink.write('\n')
}

/** Writes a new STAR file (RELION 3.1's version comment unless another is given), whole or not at all. */
export function writeStar(path: string, blocks: readonly NewStarBlock[], options: { readonly version?: number; readonly comment?: string } = {}): void {
  atomicWrite(path, sink => {
    if (options.comment) sink.write(`${options.comment.split('\n').map(line => `# ${line}`).join('\n')}\n`)
    for (const block of blocks) {
      sink.write(`\n# version ${options.version ?? 30001}\n\n`)
      writeBlock(sink, block)
    }
  })
}

/**
 * Writes `star` to `path` with some columns replaced or added; every other byte (blocks, rows, order, comments, spacing) is copied.
 * The file is streamed and written whole or not at all.
 */
export function rewriteStar(star: StarFile, path: string, edits: readonly StarEdit[]): void {
  const ordered = edits.toSorted((a, b) => a.table.labelsEnd - b.table.labelsEnd)
  atomicWrite(path, sink => {
    let at = 0
    for (const edit of ordered) at = edit.table.kind === 'loop' ? rewriteLoop(star, sink, edit, at) : rewriteList(star, sink, edit, at)
    sink.write(star.bytes.subarray(at))
  })
}

type Replacements = { column: number; value: (row: number) => string | number }[]

function plan(edit: StarEdit): { replaced: Replacements; added: StarEdit['columns'] } {
  const { columns } = edit.table
  const replaced = edit.columns.map(({ name, value }) => ({ column: columns.indexOf(name), value })).filter(({ column }) => column >= 0)
  return { replaced: replaced.toSorted((a, b) => a.column - b.column), added: edit.columns.filter(({ name }) => !columns.includes(name)) }
}

const endsWithNewline = (star: StarFile, end: number): boolean => star.bytes[end - 1] === 10

function addedLabels(star: StarFile, edit: StarEdit, added: StarEdit['columns']): string {
  const { table } = edit
  const label = (name: string, i: number): string => `_${name}${table.numbered ? ` #${table.columns.length + 1 + i}` : ''}\n`
  return (endsWithNewline(star, table.labelsEnd) ? '' : '\n') + added.map(({ name }, i) => label(name, i)).join('')
}

function rewriteLoop(star: StarFile, sink: Sink, edit: StarEdit, from: number): number {
  const { bytes } = star
  const { table } = edit
  const { replaced, added } = plan(edit)
  sink.write(bytes.subarray(from, table.labelsEnd))
  if (added.length > 0) sink.write(addedLabels(star, edit, added))
  const cell = newToken()
  let copied = table.labelsEnd
  let piece = ''
  const copy = (to: number): void => {
    piece += bytes.toString('latin1', copied, to)
    copied = to
  }
  for (let row = 0; row < table.count; row++) {
    cell.next = table.rows[row]
    let next = 0
    const last = added.length > 0 ? table.columns.length - 1 : (replaced.at(-1)?.column ?? -1)
    for (let column = 0; column <= last; column++) {
      nextToken(bytes, cell.next, cell)
      if (replaced[next]?.column !== column) continue
      copy(cell.quoted ? cell.start - 1 : cell.start)
      piece += latin1(token(replaced[next++].value(row)))
      copied = cell.next
    }
    if (added.length > 0) {
      copy(cell.next)
      for (const { value } of added) piece += ` ${latin1(token(value(row)))}`
    }
    if (piece.length < PIECE) continue
    sink.write(Buffer.from(piece, 'latin1'))
    piece = ''
  }
  sink.write(Buffer.from(piece, 'latin1'))
  return copied
}

/** Pieces are kept as one character per byte, so that bytes which are no UTF-8 pass through unchanged. */
const latin1 = (text: string): string => (ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1'))

function rewriteList(star: StarFile, sink: Sink, edit: StarEdit, from: number): number {
  const { bytes } = star
  const { table } = edit
  const { replaced, added } = plan(edit)
  const cell = newToken()
  let copied = from
  for (const { column, value } of replaced) {
    nextToken(bytes, table.rows[column], cell)
    sink.write(bytes.subarray(copied, table.rows[column]))
    sink.write(token(value(0)))
    copied = cell.next
  }
  sink.write(bytes.subarray(copied, table.labelsEnd))
  if (added.length > 0 && !endsWithNewline(star, table.labelsEnd)) sink.write('\n')
  for (const { name, value } of added) sink.write(`_${name} ${token(value(0))}\n`)
  return table.labelsEnd
}
