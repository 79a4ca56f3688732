import { Failure } from '../../../preload/contract/failure.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import { MASK_SIZE } from './workspace.ts'

/** The user's mask on the cube that sorting works on, by trilinear reading; it must have the particles' box and pixel size. */
export function maskForSorting(mask: Volume, box: number, pixelSize: number, path: string): Float32Array {
  const fits = mask.box === box && (mask.pixelSize === 0 || Math.abs(mask.pixelSize / pixelSize - 1) < 0.005)
  if (!fits) throw new Failure('data', `${path}: a mask of ${mask.box} px at ${mask.pixelSize} Å does not fit particles of ${box} px at ${pixelSize} Å`, 'make the mask in the particles\' box and pixel size')
  const strange = mask.data.find(v => v < -1e-3 || v > 1 + 1e-3)
  if (strange !== undefined) throw new Failure('data', `${path}: the mask has a value of ${strange.toPrecision(3)}`, 'a mask lies between 0 (solvent) and 1')
  const out = new Float32Array(MASK_SIZE ** 3)
  const axis = Float64Array.from({ length: MASK_SIZE }, (_, i) => (box >> 1) + ((i - (MASK_SIZE >> 1)) * box) / MASK_SIZE)
  const at = (x: number, y: number, z: number) => (Math.max(x, y, z) < box && Math.min(x, y, z) >= 0 ? mask.data[(z * box + y) * box + x] : 0)
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
  if (!out.some(v => v > 0.5)) throw new Failure('data', `${path}: the mask is empty`, 'its values must be 1 where density may be')
  return out
}
