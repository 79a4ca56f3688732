import type { ValueMap } from '../surface/sampleMap.ts'

/** The axis a slice is cut across. */
export type SliceAxis = 'x' | 'y' | 'z'

/** What runs to the right and upwards in a slice; z slices show what the 3D view shows at first. */
export const SLICE_AXES: Readonly<Record<SliceAxis, { readonly right: 'x' | 'y'; readonly up: 'y' | 'z' }>> = {
  x: { right: 'y', up: 'z' }, y: { right: 'x', up: 'z' }, z: { right: 'x', up: 'y' },
}

/** Slice `index` across `axis` [box²]: value (right, up) at index up · box + right. */
export function sliceOf({ voxels, box }: ValueMap, axis: SliceAxis, index: number): Float32Array {
  const stride = { x: 1, y: box, z: box * box }
  const { right, up } = SLICE_AXES[axis]
  if (axis === 'z') return voxels.slice(index * stride.z, (index + 1) * stride.z)
  const out = new Float32Array(box * box)
  for (let v = 0; v < box; v++) for (let u = 0; u < box; u++) out[v * box + u] = voxels[index * stride[axis] + v * stride[up] + u * stride[right]]
  return out
}

/** Ångström of a slice from the box's centre. */
export const placeOf = (index: number, { box, pixelSizeA }: Pick<ValueMap, 'box' | 'pixelSizeA'>): number => (index - (box >> 1)) * pixelSizeA

/** [box² × 4] the slice in greys, black at `low` and white at `high`, as rows from the top down; opaque. */
export function greysOf(slice: Float32Array, box: number, low: number, high: number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * slice.length)
  const scale = 255 / (high - low || 1)
  for (let v = 0; v < box; v++) {
    for (let u = 0; u < box; u++) {
      const at = 4 * ((box - 1 - v) * box + u)
      out[at] = out[at + 1] = out[at + 2] = (slice[v * box + u] - low) * scale
      out[at + 3] = 255
    }
  }
  return out
}
