import type { ColourScale } from '../colourScales.ts'
import type { SurfacePiece } from './meshPieces.ts'

/** The map whose surface is drawn, or the one that colours it. */
export type MapRole = 'density' | 'colour'

export type SurfaceOrder = { readonly kind: 'surface'; readonly level: number; readonly colour: { readonly range: readonly [number, number]; readonly scale: ColourScale } | null }

/** Density as bytes, for volume rendering. */
export type BytesOrder = { readonly kind: 'bytes'; readonly level: number }

export type Order = SurfaceOrder | BytesOrder

/** What the page tells a layer's worker. Voxels come in parts, so that copying them never holds the page up; the last part ends the map. */
export type ToLayerWorker =
  | { readonly kind: 'map'; readonly role: MapRole; readonly box: number; readonly pixelSizeA: number }
  | { readonly kind: 'part'; readonly role: MapRole; readonly at: number; readonly voxels: Float32Array }
  | { readonly kind: 'order'; readonly turn: number; readonly order: Order }

/** How far from the box's centre, Å: most of the density above the level, and the outermost of what is drawn. */
type Reach = { readonly reachA: number; readonly farthestA: number }

export type Surface = Reach & {
  readonly kind: 'surface'
  readonly level: number
  readonly pieces: readonly SurfacePiece[]
  readonly triangles: number
  /** 1, or how many voxels side by side were averaged because the surface would have been too large. */
  readonly binning: number
}

/** Bytes [box³]: 0 is density `low` or less, 255 is density `high`. */
export type DensityBytes = Reach & { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly low: number; readonly high: number }

export type LayerResult = Surface | DensityBytes

export type FromLayerWorker = { readonly turn: number; readonly result: LayerResult } | { readonly turn: number; readonly failure: string }
