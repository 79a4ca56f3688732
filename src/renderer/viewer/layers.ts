import type { Vector } from './camera.ts'
import type { ColourScale } from './colourScales.ts'
import type { ValueMap } from './surface/sampleMap.ts'

/** Another map that colours a surface: a difference, or the local resolution. */
export type ColourBy = ValueMap & { readonly range: readonly [number, number]; readonly scale: ColourScale }

/** One map of a view. Voxels [box³] float32, x fastest, origin at voxel box >> 1; a new array means a new map. */
export type Layer = ValueMap & {
  readonly id: string
  /** Red, green, blue, 0 … 1. */
  readonly colour: Vector
  /** 0 … 1. */
  readonly opacity: number
  /** Density at which the surface lies, or from which the volume becomes visible. */
  readonly level: number
  readonly mode: 'surface' | 'volume'
  readonly colourBy?: ColourBy
}

/** The voxel graph over a map. */
export type VoxelGraph = {
  /** x, y, z of each cell's centre and its side, Å from the box's centre. */
  readonly nodes: readonly (readonly [number, number, number, number])[]
  /** From node, to node, weight. */
  readonly edges: readonly (readonly [number, number, number])[]
}

/** How far a view is with its layers. */
export type ViewState = {
  readonly isBusy: boolean
  readonly triangles: number
  /** 1, or the binning of the coarsest surface: it would have been too large at full sampling. */
  readonly binning: number
  /** Layers without any density above their level. */
  readonly empty: number
  readonly failure: string | null
}
