import type { EmbeddingReport } from '../../../preload/contract/calls/landscape.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Variance } from '../../../preload/contract/report.ts'
import type { Random } from '../../numerics/rng.ts'
import type { StageClock } from '../results/clock.ts'
import type { HalfMaps } from '../stages/maps/halfMaps.ts'
import type { Pool } from '../threads/pool.ts'

/** A project's particles whose motion is asked for: images (imageLandscape.ts) or one 3D map each (../volumes/volumeLandscape.ts). */
export type LandscapeSource = {
  /** Rows of the input. */
  readonly count: number
  /** Voxels along a side of full-size maps, and Å per voxel. */
  readonly box: number
  readonly pixelSize: number
  /** The particles as the finished run has left them, or, before any, as the first stages of a run judge them. `scratch`: a folder that exists. */
  settle(scratch: string, pool: Pool, clock: StageClock, ctx: StageContext): Promise<Landscape>
}

export type Landscape = {
  /** Contrast of the input. */
  readonly sign: 1 | -1
  readonly poses: 'given' | 'polished'
  /** Particles that are not junk. */
  readonly used: number
  /** Å along the box; Fourier pixel r stands for boxSize / r Å. */
  readonly boxSize: number
  /** Finest Fourier pixel that is used. */
  readonly limit: number
  /** Voxels along a side of the maps that variance is measured in. */
  readonly workingBox: number
  /** Principal components of what tells the particles from their consensus; `told`: of how many steps. */
  components(count: number, random: Random, told: (done: number, total: number) => void): Promise<FoundComponents>
  /** Unfiltered half-maps [box³] of the particles, `weight` [count] saying how much each counts. */
  halfMaps(weight: Float64Array, ctx: StageContext): Promise<HalfMaps[number]['maps']>
  /** Conformational variance of classes, whose map is written to `pathOf` each, counted from 0: [count] 1 … `classes`, and 0 for particles that take no part. */
  measureVariance(classNumber: Int32Array, classes: number, pathOf: (k: number) => string, random: Random, ctx: StageContext): Promise<readonly Variance[]>
}

/** The strongest component first; maps in the units of those that a run makes. */
export type FoundComponents = Pick<EmbeddingReport, 'evidence' | 'motion'> & {
  /** f32 [components × count] coordinates by row of the input, NaN for junk. */
  readonly latent: Float32Array
  /** Voxels along a side of these maps. */
  readonly side: number
  /** [side³] */
  readonly consensus: Float32Array
  /** [components] [side³] change of density for one standard deviation. */
  readonly densities: readonly Float32Array[]
  /** Share of each in the variance that all explain; the sum is 1. */
  readonly variance: Float64Array
  /** Fourier pixels that they reach. */
  readonly limit: number
}

/** Fourier pixels that components reach: motion shows at low resolution first. */
export const COMPONENT_LIMIT = 10
