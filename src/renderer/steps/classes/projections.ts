import { SLICE_AXES } from '../../viewer/slice/slices.ts'
import type { SliceAxis } from '../../viewer/slice/slices.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'

/** A map [box³] summed along an axis: [box²], value (right, up) at index up · box + right, with the axes of a slice across it. */
export function projectionOf({ voxels, box }: Pick<ValueMap, 'voxels' | 'box'>, axis: SliceAxis): Float32Array {
  const stride = { x: 1, y: box, z: box * box }
  const { right, up } = SLICE_AXES[axis]
  const out = new Float32Array(box * box)
  for (let v = 0, at = 0; v < box; v++) {
    for (let u = 0; u < box; u++, at++) {
      let sum = 0
      for (let k = 0, from = u * stride[right] + v * stride[up]; k < box; k++, from += stride[axis]) sum += voxels[from]
      out[at] = sum
    }
  }
  return out
}

/** Black at the picture's border, which is solvent, and white at its brightest. */
export function contrastOf(picture: Float32Array, box: number): readonly [number, number] {
  let border = 0, high = -Infinity
  for (let i = 0; i < box; i++) border += picture[i] + picture[(box - 1) * box + i] + picture[i * box] + picture[i * box + box - 1]
  for (const value of picture) if (value > high) high = value
  return [border / (4 * box), high]
}
