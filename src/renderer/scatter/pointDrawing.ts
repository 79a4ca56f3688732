export const ATTRIBUTES = ['x', 'y', 'index', 'chosen'] as const
/** What is known of each point: its place, the number of its colour, and whether it is chosen (1). */
export type Attribute = (typeof ATTRIBUTES)[number]

/** Size in device px, opacity of points that are chosen or of all, and of the others where some are chosen. */
export type Look = { readonly size: number; readonly opacity: number; readonly others: number }

/** Where a point lies in the picture, in device px from its lower left corner: (value − offset) · scale. */
export type Placing = { readonly scale: readonly [number, number]; readonly offset: readonly [number, number] }

/** What puts points on a canvas. */
export type PointDrawing = {
  fill(attribute: Attribute, values: Float32Array | Uint8Array): void
  /** [256 × 4] colours by number. */
  setPalette(palette: Uint8Array): void
  /** Clears a picture of so many device px. */
  begin(placing: Placing, look: Look, width: number, height: number): void
  /** Draws `count` points from `from` on. */
  draw(from: number, count: number): void
  /** Whether all that was drawn stands there; changes between two tasks of the page only. */
  readonly isIdle: boolean
  close(): void
}
