import type { Volume } from '../../../preload/contract/records.ts'
import { fourierShellCorrelation } from '../../numerics/fsc.ts'
import { softMask } from '../../numerics/masks.ts'
import { onCommonGrid } from './commonGrid.ts'

/** Maps of the same particles by two programs share their noise, so a map's own limit of 0.143 says nothing here. */
const THRESHOLD = 0.5

/** Frequencies in 1/Å by shell from 0; `resolutionA` at the first crossing of 0.5, that of the last shell where there is none. */
export type MatchedFsc = { readonly frequency: number[]; readonly fsc: number[]; readonly resolutionA: number | null }

/** About mean 0 with variance 1: programs scale their maps as they like. */
function standardised(data: Float32Array): Float32Array {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length) || 1
  return data.map(value => (value - mean) / deviation)
}

/**
 * FSC of two maps that lie in one frame (nothing is aligned), inside a soft mask made from their average. Null where their grids cannot be
 * brought together; `resolutionA` is null where they do not even correlate at the lowest frequency.
 */
export function matchedFsc(theirs: Volume, ours: Volume): MatchedFsc | null {
  const pair = onCommonGrid(theirs, ours)
  if (!pair) return null
  const [a, b] = pair.map(({ data }) => standardised(data)), { box, pixelSize } = pair[1]
  const mask = softMask(a.map((value, i) => value + b[i]), box, pixelSize).data
  const fsc = Array.from(fourierShellCorrelation(a.map((value, i) => value * mask[i]), b.map((value, i) => value * mask[i]), box).subarray(0, box >> 1))
  return { frequency: fsc.map((_, shell) => shell / (box * pixelSize)), fsc, resolutionA: resolutionOf(fsc, box * pixelSize) }
}

/** Between shells by straight lines, shell 0 counting as 1; null where the first shell is below already. */
function resolutionOf(fsc: readonly number[], length: number): number | null {
  const below = fsc.findIndex((value, shell) => shell > 0 && value < THRESHOLD)
  if (below < 0) return length / (fsc.length - 1)
  if (below === 1) return null
  return length / (below - 1 + (fsc[below - 1] - THRESHOLD) / (fsc[below - 1] - fsc[below]))
}
