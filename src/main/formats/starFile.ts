/**
 * A STAR file as read: its bytes, and where in them the tables lie. Cells are decoded on demand, so a million rows cost
 * their own bytes and four more per row, and whatever is not understood goes back out as it came in.
 */
export type StarFile = {
  readonly path: string
  readonly bytes: Buffer
  readonly blocks: readonly StarBlock[]
  /** From the comment "# version 30001" (RELION 3.1 and 4) or 50001 (5); null where there is none. */
  readonly version: number | null
}

export type StarBlock = {
  /** Without "data_"; may be empty. */
  readonly name: string
  /** From 1. */
  readonly line: number
  /** In RELION's files one table a block; other programs put several. */
  readonly tables: readonly StarTable[]
}

/** A loop, or a list of single values (one row). */
export type StarTable = {
  readonly kind: 'loop' | 'list'
  /** Labels without the leading "_", in file order. */
  readonly columns: readonly string[]
  readonly count: number
  /** Byte offset of every row's first token; in a list, of every column's value. */
  readonly rows: Uint32Array
  /** Byte where the next label goes: behind the last label's line in a loop, behind the last value's line in a list. */
  readonly labelsEnd: number
  /** Whether labels carry "#n", so that added ones get it too. */
  readonly numbered: boolean
}

/** The block of that name (case as written), if there is one. */
export const findBlock = (star: StarFile, name: string): StarBlock | undefined => star.blocks.find(block => block.name === name)

/** Position of a column, or -1. */
export const columnIndex = (table: StarTable, name: string): number => table.columns.indexOf(name)

/** Line (from 1) of a byte. */
export function lineAt(bytes: Buffer, offset: number): number {
  let line = 1
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++
  return line
}

/** Line (from 1) on which a row stands; for a list, its first value. */
export const lineOfRow = (star: StarFile, table: StarTable, row: number): number => lineAt(star.bytes, table.rows[row] ?? 0)
