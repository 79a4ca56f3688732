import type { ParticleSet } from '../../../preload/contract/records.ts'
import type { Report } from '../../../preload/contract/report.ts'
import { degrees } from '../../../preload/contract/units.ts'
import type { Random } from '../../numerics/rng.ts'
import type { SortingSet } from '../sorting/particles.ts'
import type { PosePolish } from '../sorting/posePolish.ts'
import type { Workspace } from '../sorting/workspace.ts'

/** Polished poses by input row, in the conventions of ParticleSet. */
export function finalPoses(particles: ParticleSet, w: Workspace, polish: PosePolish): { rotation: Float64Array; shift: Float64Array } {
  const rotation = Float64Array.from(particles.rotation), shift = Float64Array.from(particles.shift)
  const { rowAt, state, store } = w.set
  const turned = new Float64Array(state.rotation)
  for (let p = 0; p < store.count; p++) {
    const row = rowAt[p], optics = particles.optics[particles.opticsGroup[row]]
    const pixel = (optics.box * optics.pixelSize) / store.box
    rotation.set(turned.subarray(9 * p, 9 * p + 9), 9 * row)
    // The map shifted by +s explains the image: translating the image by −s centres it.
    for (const axis of [0, 1]) shift[2 * row + axis] -= polish.offsets[5 * p + 3 + axis] * pixel
  }
  return { rotation, shift }
}

/** The widths of the given poses' errors, in degrees about each axis and input pixels along each. */
export function poseError(particles: ParticleSet, set: SortingSet, polish: PosePolish): NonNullable<Report['poseError']> {
  return { angleDeg: degrees(polish.widths.angle), shiftPx: (polish.widths.shift * particles.optics[0].box) / set.store.box }
}

/** The upstream refinement's halves; where it drew none, random ones that keep copies of an image together. */
export function halfSets(particles: ParticleSet, random: Random): Uint8Array {
  if (particles.half) return particles.half
  const drawn = new Map<string, number>()
  return Uint8Array.from(particles.slice, (slice, row) => {
    const image = `${particles.file[row]}/${slice}`
    const half = drawn.get(image) ?? random.integer(2)
    drawn.set(image, half)
    return half
  })
}
