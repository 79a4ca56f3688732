import { localResolution } from '../../numerics/localResolution.ts'

export type LocalResolutionInput = {
  readonly box: number
  readonly pixelSize: number
  /** [box³] each. */
  readonly halves: readonly [Float32Array, Float32Array]
}

/** [box³] local resolution of two half-maps, Å. */
export const localResolutionMap = ({ box, pixelSize, halves }: LocalResolutionInput): Float32Array => localResolution(halves[0], halves[1], box, pixelSize)
