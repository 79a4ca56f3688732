import { badData } from '../../preload/contract/failure.ts'
import { columnIndex, lineOfRow, type StarFile, type StarTable } from './starFile.ts'
import { newToken, nextToken } from './starTokens.ts'

/** A text column whose values repeat: `values[index[row]]`. */
export type InternedColumn = { readonly values: readonly string[]; readonly index: Uint32Array }

function wanted(star: StarFile, table: StarTable, name: string): number {
  const index = columnIndex(table, name)
  if (index < 0) throw badData(star.path, 'columns', `no column _${name}`, 'add it or export the file again')
  return index
}

/** Visits the cells of the wanted columns row by row; one pass over the bytes whatever the number of columns. */
function forEachCell(star: StarFile, table: StarTable, columns: readonly number[], visit: (place: number, row: number, start: number, end: number) => void): void {
  const { bytes } = star
  const token = newToken()
  if (table.kind === 'list') {
    for (const [place, column] of columns.entries()) {
      nextToken(bytes, table.rows[column], token)
      visit(place, 0, token.start, token.end)
    }
    return
  }
  const last = Math.max(...columns)
  const places = new Int32Array(table.columns.length).fill(-1)
  for (const [place, column] of columns.entries()) places[column] = place
  for (let row = 0; row < table.count; row++) {
    let at = table.rows[row]
    for (let column = 0; column <= last; column++) {
      nextToken(bytes, at, token)
      at = token.next
      if (places[column] >= 0) visit(places[column], row, token.start, token.end)
    }
  }
}

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => 10 ** i)
const PLUS = 43
const MINUS = 45
const POINT = 46
const ZERO = 48

/** Number() alone takes "" for 0, and hexadecimal. */
const slowNumber = (text: string): number => (text !== '' && [...text].every(letter => '0123456789.eE+-'.includes(letter)) ? Number(text) : NaN)

/**
 * The number in bytes start…end, correctly rounded, NaN where there is none. Plain decimals are computed as digits / 10ⁿ, which is exact
 * to the last bit while digits < 2⁵³ and n ≤ 22 (Clinger 1990); anything else goes the slow way.
 */
function parseNumber(bytes: Buffer, start: number, end: number): number {
  const sign = bytes[start]
  let digits = 0
  let behindPoint = -1
  let i = sign === MINUS || sign === PLUS ? start + 1 : start
  const begin = i
  for (; i < end; i++) {
    const digit = bytes[i] - ZERO
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit
      if (behindPoint >= 0) behindPoint++
    } else if (bytes[i] === POINT && behindPoint < 0) behindPoint = 0
    else break
  }
  const counted = i - begin - (behindPoint >= 0 ? 1 : 0)
  if (i < end || counted === 0 || counted > 15) return slowNumber(bytes.toString('latin1', start, end))
  const value = behindPoint > 0 ? digits / POWERS_OF_TEN[behindPoint] : digits
  return sign === MINUS ? -value : value
}

/**
 * Numeric columns, decoded together. "nan", "inf" and words that are no number are refused with line and column,
 * because one of them poisons every map it touches.
 */
export function numberColumns(star: StarFile, table: StarTable, names: readonly string[]): Float64Array[] {
  const columns = names.map(name => wanted(star, table, name))
  const out = names.map(() => new Float64Array(table.count))
  if (names.length === 0) return out
  forEachCell(star, table, columns, (place, row, start, end) => {
    const value = parseNumber(star.bytes, start, end)
    if (!Number.isFinite(value)) {
      const shown = star.bytes.toString('utf8', start, Math.min(end, start + 40))
      throw badData(star.path, `line ${lineOfRow(star, table, row)}`, `_${names[place]} is "${shown}", not a finite number`, 'correct or remove that row')
    }
    out[place][row] = value
  })
  return out
}

export function textColumn(star: StarFile, table: StarTable, name: string): string[] {
  const out: string[] = []
  forEachCell(star, table, [wanted(star, table, name)], (_, row, start, end) => {
    out[row] = star.bytes.toString('utf8', start, end)
  })
  return out
}

/** A text column as its distinct values, in the order of their first appearance. */
export function internedColumn(star: StarFile, table: StarTable, name: string): InternedColumn {
  const places = new Map<string, number>()
  const index = new Uint32Array(table.count)
  forEachCell(star, table, [wanted(star, table, name)], (_, row, start, end) => {
    const value = star.bytes.toString('utf8', start, end)
    const place = places.get(value) ?? places.size
    if (place === places.size) places.set(value, place)
    index[row] = place
  })
  return { values: [...places.keys()], index }
}

/** One cell as written, without quotes. */
export function cellText(star: StarFile, table: StarTable, row: number, name: string): string {
  const column = wanted(star, table, name)
  const token = newToken()
  if (table.kind === 'list') nextToken(star.bytes, table.rows[column], token)
  else for (let i = 0, at = table.rows[row]; i <= column; i++, at = token.next) nextToken(star.bytes, at, token)
  return star.bytes.toString('utf8', token.start, token.end)
}
