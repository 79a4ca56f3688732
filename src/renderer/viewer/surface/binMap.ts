import type { DensityMap } from './marchingCubes.ts'

/** The map at half the sampling: each voxel the mean of 2 × 2 × 2. An odd box loses its last plane on each axis. */
export function binMap(map: DensityMap): DensityMap {
  const { box, voxels } = map
  const half = box >> 1
  const out = new Float32Array(half ** 3)
  let to = 0
  for (let z = 0; z < half; z++) {
    for (let y = 0; y < half; y++) {
      let at = (2 * z * box + 2 * y) * box
      for (let x = 0; x < half; x++, at += 2) {
        let sum = 0
        for (const corner of [at, at + box, at + box * box, at + box * box + box]) sum += voxels[corner] + voxels[corner + 1]
        out[to++] = sum / 8
      }
    }
  }
  return { ...map, voxels: out, box: half, spacing: 2 * map.spacing, start: map.start + map.spacing / 2 }
}
