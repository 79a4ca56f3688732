import { Failure } from '../../../preload/contract/failure.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import { PIXEL_TOLERANCE } from '../../formats/volumeList.ts'
import { MASK_SIZE } from './workspace.ts'

const VALUE_TOLERANCE = 1e-3

/** The user's mask, cut to 0 … 1, if it fits the particles; throws a Failure that names `path`, what differs and what to do. */
export function checkedMask(mask: Volume, box: number, pixelSize: number, path: string): Volume {
  // 0 is a header without a pixel size: the box alone has to fit then.
  const fits = mask.box === box && (mask.pixelSize === 0 || Math.abs(mask.pixelSize / pixelSize - 1) <= PIXEL_TOLERANCE)
  if (!fits) {
    throw new Failure('data', `${path}: a mask of ${mask.box}³ voxels of ${mask.pixelSize.toFixed(3)} Å does not fit particles of ${box} px of ${pixelSize.toFixed(3)} Å`, 'resample the mask to the box and pixel size of the particles')
  }
  let [low, high] = [Infinity, -Infinity]
  for (const value of mask.data) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low < -VALUE_TOLERANCE || high > 1 + VALUE_TOLERANCE) throw new Failure('data', `${path}: the mask has values from ${low.toPrecision(3)} to ${high.toPrecision(3)}`, 'a mask lies between 0 (solvent) and 1')
  if (high <= 0) throw new Failure('data', `${path}: the mask is empty`, 'give a mask with 1 on the particle')
  return { box, pixelSize, data: mask.data.map(value => Math.min(1, Math.max(0, value))) }
}

/** A checked mask on the cube that sorting works on, by trilinear reading. */
export function maskForSorting({ data, box }: Volume): Float32Array {
  const out = new Float32Array(MASK_SIZE ** 3)
  const axis = Float64Array.from({ length: MASK_SIZE }, (_, i) => (box >> 1) + ((i - (MASK_SIZE >> 1)) * box) / MASK_SIZE)
  const at = (x: number, y: number, z: number) => (Math.max(x, y, z) < box && Math.min(x, y, z) >= 0 ? data[(z * box + y) * box + x] : 0)
  let to = 0
  for (const z of axis) for (const y of axis) for (const x of axis) {
    const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)]
    let sum = 0
    for (const dz of [0, 1]) for (const dy of [0, 1]) for (const dx of [0, 1]) {
      const weight = (dx ? x - ix : 1 - x + ix) * (dy ? y - iy : 1 - y + iy) * (dz ? z - iz : 1 - z + iz)
      if (weight > 0) sum += weight * at(ix + dx, iy + dy, iz + dz)
    }
    out[to++] = Math.min(1, Math.max(0, sum))
  }
  return out
}
