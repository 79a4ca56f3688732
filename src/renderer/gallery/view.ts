import type { ImageKind } from '../../preload/contract/addresses.ts'

/** Sides of a tile's image on the screen (px). */
export const TILE_SIZES = [64, 96, 128, 192] as const
export type TileSize = (typeof TILE_SIZES)[number]

/** How particles are shown. */
export type GalleryView = {
  readonly size: TileSize
  readonly kind: Exclude<ImageKind, 'projection'>
  /** Å; used where kind is 'lowpass'. */
  readonly lowpassA: number
  /** Grey values turned round, so that protein is bright whatever the sign of the data. */
  readonly invert: boolean
}

export const PLAIN_VIEW: GalleryView = { size: 96, kind: 'lowpass', lowpassA: 15, invert: false }
