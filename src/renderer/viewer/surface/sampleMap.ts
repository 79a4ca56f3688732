/** A map by which a surface is coloured: voxels [box³], x fastest, origin at voxel box >> 1. */
export type ValueMap = { readonly voxels: Float32Array; readonly box: number; readonly pixelSizeA: number }

/** The map at each of `positions` [points × 3], Å from the box's centre, by trilinear interpolation; a voxel beyond the outermost voxels' centres still counts as they do, further out there is no number. */
export function sampleMap({ voxels, box, pixelSizeA }: ValueMap, positions: Float32Array): Float32Array {
  const out = new Float32Array(positions.length / 3)
  const centre = box >> 1
  const row = box
  const plane = box * box
  for (let i = 0; i < out.length; i++) {
    const x = within(positions[3 * i] / pixelSizeA + centre, box)
    const y = within(positions[3 * i + 1] / pixelSizeA + centre, box)
    const z = within(positions[3 * i + 2] / pixelSizeA + centre, box)
    if (x + y + z !== x + y + z) {
      out[i] = NaN
      continue
    }
    const [left, low, near] = [Math.min(Math.floor(x), box - 2), Math.min(Math.floor(y), box - 2), Math.min(Math.floor(z), box - 2)]
    const [u, v, w] = [x - left, y - low, z - near]
    const at = near * plane + low * row + left
    const front = (1 - v) * mix(voxels, at, u) + v * mix(voxels, at + row, u)
    const back = (1 - v) * mix(voxels, at + plane, u) + v * mix(voxels, at + plane + row, u)
    out[i] = (1 - w) * front + w * back
  }
  return out
}

const within = (place: number, box: number): number => (place < -1 || place > box ? NaN : Math.max(0, Math.min(box - 1, place)))

const mix = (voxels: Float32Array, at: number, t: number): number => voxels[at] * (1 - t) + voxels[at + 1] * t
