import { gaussianMixture, type CovarianceKind } from '../../numerics/gaussianMixture.ts'
import { seededRandom } from '../../numerics/rng.ts'

export type MixtureInput = {
  /** f64 [count × dimensions] */
  readonly points: SharedArrayBuffer
  readonly dimensions: number
  readonly classes: number
  readonly kind: CovarianceKind
  readonly seed: number
}

/** Posteriors [count × classes] of a Gaussian mixture. */
export function mixture({ points, dimensions, classes, kind, seed }: MixtureInput): Float64Array {
  return gaussianMixture(new Float64Array(points), dimensions, classes, kind, seededRandom(seed))
}
