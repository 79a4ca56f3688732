import type { SliceState } from '../../viewer/slice/sliceState.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import type { SlicePlace } from './mapsView.ts'

type Sampling = Pick<ValueMap, 'box' | 'pixelSizeA'>

/** The slice of a map that lies nearest to a place; maps are sampled differently. */
export function sliceAt({ axis, placeA, blackSigma, whiteSigma }: SlicePlace, { box, pixelSizeA }: Sampling): SliceState {
  const index = Math.round(placeA / pixelSizeA) + (box >> 1)
  return { axis, index: Math.max(0, Math.min(box - 1, index)), blackSigma, whiteSigma }
}

/** Where a slice of a map lies, Å from the box's centre. */
export const placeOfSlice = ({ axis, index, blackSigma, whiteSigma }: SliceState, { box, pixelSizeA }: Sampling): SlicePlace => ({ axis, placeA: (index - (box >> 1)) * pixelSizeA, blackSigma, whiteSigma })
