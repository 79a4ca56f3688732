import type { ValueMap } from './sampleMap.ts'

/** Specks of noise in the box's corners are not what a view is framed for. */
const COUNTED = 0.995
/** Looking at this many voxels a side is enough. */
const LOOKED_AT = 64

/** How far from the box's centre 99.5 % of the density above the level reaches, Å; half the box where there is none. */
export function reachOf({ voxels, box, pixelSizeA }: ValueMap, level: number): number {
  const step = Math.max(1, Math.floor(box / LOOKED_AT))
  const centre = box >> 1
  // Voxels above the level by their distance in voxels.
  const shells = new Uint32Array(Math.ceil(Math.sqrt(3) * (centre + 1)) + 1)
  let count = 0
  for (let z = 0; z < box; z += step) {
    for (let y = 0; y < box; y += step) {
      for (let x = 0; x < box; x += step) {
        if (!(voxels[(z * box + y) * box + x] > level)) continue
        shells[Math.ceil(Math.sqrt((x - centre) ** 2 + (y - centre) ** 2 + (z - centre) ** 2))]++
        count++
      }
    }
  }
  if (count === 0) return (box / 2) * pixelSizeA
  let shell = 0
  for (let seen = shells[0]; seen < COUNTED * count; seen += shells[shell]) shell++
  return (shell + step) * pixelSizeA
}
