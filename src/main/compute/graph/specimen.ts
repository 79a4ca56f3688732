import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import type { Evidence, EvidenceOptions } from './evidence.ts'
import type { Nodes } from './voxelGraph.ts'

/** Class differences in density units, [classes] × [size³], what all have beyond the consensus with them. */
export type DensityMaps = { readonly size: number; readonly differences: readonly Float32Array[] }

/**
 * The particle as far as it is known, and what reads particles against it: images (imageSpecimen.ts) or one map each
 * (../volumes/volumeSpecimen.ts). `Model`: class maps that particles are scored on.
 */
export type Specimen<Model> = DensityMaps & {
  /** Of the working grid. */
  readonly grid: FourierGrid
  /** Å. */
  readonly voxelSize: number
  /** [size³] each. */
  readonly mask: Float32Array
  readonly density: Float32Array
  readonly occupancy: Float64Array
  /** [box³] standard deviations of what varies inside each class. */
  readonly deviation: readonly { readonly box: number; readonly map: Float32Array }[]
  /** Of all particles. */
  readonly model: Model
  measure(nodes: Nodes, model: Model, options: EvidenceOptions): Promise<Evidence>
}

/** A specimen and class maps without some of its particles: what two cross-fitted networks are made from. */
export type NetworkSource<Model> = {
  readonly specimen: Specimen<Model>
  /** Without each fold. */
  readonly folds: readonly Model[]
  /** Of folds 0 and 1, and of 2 and 3. */
  readonly halves: readonly [DensityMaps, DensityMaps]
  /** [count] slot of each position, see sorting/particles.ts. */
  readonly slot: Uint8Array
  /** f32 [count × classes] of the sorting, by position. */
  readonly posteriors: Float32Array
  /** Density of the input for a density of 1 in here. */
  readonly unit: number
}
