import { Failure } from '../../../../preload/contract/failure.ts'
import type { Volume } from '../../../../preload/contract/records.ts'
import { softMask } from '../../../numerics/masks.ts'

/** Pixel sizes may differ by rounding in headers. */
const PIXEL_TOLERANCE = 0.01
const VALUE_TOLERANCE = 1e-3

/** The user's mask, if it fits the maps; throws a Failure that says what differs and what to do. */
export function checkedMask(mask: Volume, box: number, pixelSize: number): Volume {
  // 0 is a header without a pixel size: the box alone has to fit then.
  const fits = mask.box === box && (mask.pixelSize === 0 || Math.abs(mask.pixelSize / pixelSize - 1) <= PIXEL_TOLERANCE)
  if (!fits) {
    throw new Failure('data', `the mask has ${mask.box}³ voxels of ${mask.pixelSize.toFixed(3)} Å, the maps ${box}³ voxels of ${pixelSize.toFixed(3)} Å`, 'resample the mask to the box and pixel size of the particles')
  }
  let [low, high] = [Infinity, -Infinity]
  for (const value of mask.data) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low < -VALUE_TOLERANCE || high > 1 + VALUE_TOLERANCE) throw new Failure('data', `the mask has values from ${low.toPrecision(3)} to ${high.toPrecision(3)}`, 'a mask lies between 0 (solvent) and 1')
  if (high <= 0) throw new Failure('data', 'the mask is empty', 'give a mask with 1 on the particle')
  return { box, pixelSize, data: mask.data.map(value => Math.min(1, Math.max(0, value))) }
}

/** A soft mask from the average of all maps [box³]. `found` is false where nothing stood out and a ball was taken. */
export function maskFromMaps(maps: readonly Float32Array[], box: number, pixelSize: number): { readonly mask: Volume; readonly found: boolean } {
  const average = new Float32Array(box ** 3)
  for (const map of maps) for (let i = 0; i < average.length; i++) average[i] += map[i] / maps.length
  const { data, found } = softMask(average, box, pixelSize)
  return { mask: { box, pixelSize, data }, found }
}
