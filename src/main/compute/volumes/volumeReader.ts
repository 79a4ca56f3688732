import { readVolume } from '../../formats/mrc.ts'
import { alignVolume } from './alignVolume.ts'
import { atRow, type VolumeParticles } from './importVolumes.ts'

/** Reads particles' maps one at a time into the common frame. Owns memory for two of them. */
export class VolumeReader {
  readonly #particles: VolumeParticles
  readonly #aligned: Float32Array | null

  constructor(particles: VolumeParticles) {
    this.#particles = particles
    this.#aligned = particles.poses ? new Float32Array(particles.box ** 3) : null
  }

  /** The map of a row [box³], at the background's level 0; valid until the next call. Throws a Failure that names row, file and byte. */
  read(row: number): Float32Array {
    const { paths, box, poses, place } = this.#particles
    const path = paths[row], named = place(row)
    const { data } = atRow(named === path ? '' : `${named}: `, () => readVolume(path))
    const level = background(data, box)
    for (let i = 0; i < data.length; i++) data[i] -= level
    if (!poses) return data
    alignVolume(data, box, poses.rotation, 9 * row, poses.shift.subarray(3 * row, 3 * row + 3), this.#aligned!)
    return this.#aligned!
  }
}

/** Mean of the voxels outside the ball that the box holds. */
function background(map: Float32Array, n: number): number {
  const c = n >> 1, reach = (n / 2) ** 2
  let sum = 0, count = 0, at = 0
  for (let z = -c; z < n - c; z++) for (let y = -c; y < n - c; y++) {
    const zy = z * z + y * y
    for (let x = -c; x < n - c; x++, at++) {
      if (zy + x * x < reach) continue
      sum += map[at]
      count++
    }
  }
  return count > 0 ? sum / count : 0
}
