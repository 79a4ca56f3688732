import type { Volume } from '../../../../preload/contract/records.ts'
import { softMask } from '../../../numerics/masks.ts'

/** A soft mask from the average of all maps [box³]. `found` is false where nothing stood out and a ball was taken. */
export function maskFromMaps(maps: readonly Float32Array[], box: number, pixelSize: number): { readonly mask: Volume; readonly found: boolean } {
  const average = new Float32Array(box ** 3)
  for (const map of maps) for (let i = 0; i < average.length; i++) average[i] += map[i] / maps.length
  const { data, found } = softMask(average, box, pixelSize)
  return { mask: { box, pixelSize, data }, found }
}
