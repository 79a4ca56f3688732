import { BATCH } from './batches.ts'

/** Chromium lays nothing out beyond 2²⁵ px; half of that keeps every position exact. */
const TALLEST = 2 ** 24
/** So that a row lies in two batches at most. */
const MOST_COLUMNS = BATCH
/** Between tiles, and from them to the edges (px). */
export const GAP = 8

export type GridLayout = {
  readonly columns: number
  readonly rows: number
  /** Distances from one tile to the next (px). */
  readonly tileWidth: number
  readonly rowHeight: number
  /** What the scroll bar moves by for one row: `rowHeight`, or less where all rows would be too tall to lay out. */
  readonly pitch: number
  /** Height below the last row's pitch, so that the last row can be scrolled to. */
  readonly padding: number
  /** Rows that the window holds, cut ones counted. */
  readonly shown: number
}

export type GridSize = { readonly count: number; readonly width: number; readonly height: number; readonly tile: number; readonly images: 1 | 2; readonly caption: number; readonly tallest?: number }

/** Lays `count` tiles of one or two images side by side out in rows. */
export function gridLayout({ count, width, height, tile, images, caption, tallest = TALLEST }: GridSize): GridLayout {
  const tileWidth = tile * images + GAP, rowHeight = tile + caption + GAP
  const columns = Math.max(1, Math.min(MOST_COLUMNS, Math.floor((width - GAP) / tileWidth)))
  const rows = Math.ceil(count / columns)
  const pitch = Math.min(rowHeight, tallest / Math.max(1, rows))
  // At the very end the window shows height / rowHeight rows, though the scroll bar has passed fewer pixels.
  return { columns, rows, tileWidth, rowHeight, pitch, padding: GAP + height * (1 - pitch / rowHeight), shown: Math.ceil(height / rowHeight) + 1 }
}

/** Where a row is drawn (px from the top of all rows) when the window is scrolled to `offset`; independent of it unless rows are too tall to lay out. */
export const topOfRow = ({ pitch, rowHeight }: GridLayout, row: number, offset: number): number => GAP + offset + (row - offset / pitch) * rowHeight

/** The first row that the window holds, whole or cut. */
export const firstRow = ({ pitch, rows }: GridLayout, offset: number): number => Math.max(0, Math.min(rows - 1, Math.floor(offset / pitch)))

/** Where to scroll so that the row is seen whole: nowhere if it is, else as little as that takes. */
export function offsetToShow({ pitch, rowHeight }: GridLayout, row: number, offset: number, height: number): number {
  const top = row * pitch
  const bottom = Math.max(0, (row + 1 - (height - 2 * GAP) / rowHeight) * pitch)
  return offset > top ? top : offset < bottom ? bottom : offset
}
