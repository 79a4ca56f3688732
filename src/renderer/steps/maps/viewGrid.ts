/** Between views, px. */
export const GAP = 12
/** Of a view: its caption and frame, px. */
const HEAD = 28

type Size = { readonly width: number; readonly height: number }

/** Three views stand in a row where each of them is at least so wide, px. */
const LEAST_OF_THREE = 380

/** Views side by side in so many columns. */
export const columnsOf = (views: number, width: number): number => (views <= 1 ? 1 : views === 3 && width >= 3 * LEAST_OF_THREE ? 3 : 2)

/** Width by height of each view's picture in a grid of this size. */
export function aspectOf(views: number, { width, height }: Size): number {
  const columns = columnsOf(views, width), rows = Math.ceil(Math.max(1, views) / columns)
  const cell = { width: (width - (columns - 1) * GAP) / columns, height: (height - (rows - 1) * GAP) / rows - HEAD }
  return Math.max(1, cell.width) / Math.max(1, cell.height)
}
