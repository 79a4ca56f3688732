import type { Random } from '../../numerics/rng.ts'
import type { VolumeParticles } from './importVolumes.ts'

/** The upstream refinement's halves; where it drew none, random ones that keep copies of a map together. */
export function halfSets({ half, paths }: VolumeParticles, random: Random): Uint8Array {
  if (half) return half
  const drawn = new Map<string, number>()
  return Uint8Array.from(paths, path => {
    const own = drawn.get(path) ?? random.integer(2)
    drawn.set(path, own)
    return own
  })
}
