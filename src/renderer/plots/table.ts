/** The data of a plot as rows: what the table shows and the CSV holds. */
export type Cell = number | string | null
export type Table = { readonly columns: readonly { readonly title: string; readonly unit?: string }[]; readonly rows: readonly (readonly Cell[])[] }

export const heading = ({ title, unit }: Table['columns'][number]): string => (unit ? `${title} (${unit})` : title)

/** A text that a spreadsheet would take for a formula is kept a text by an apostrophe. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const csvCell = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? (Number.isFinite(cell) ? String(cell) : '') : quoted(harmless(cell)))

/** RFC 4180 with a heading, numbers in full precision with a point. */
export const csvOf = ({ columns, rows }: Table): string =>
  [columns.map(column => csvCell(heading(column))), ...rows.map(row => row.map(csvCell))].map(cells => `${cells.join(',')}\r\n`).join('')

/** A file name without what some file system refuses. */
export const fileStem = (title: string): string => title.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').toLowerCase().slice(0, 60) || 'plot'
