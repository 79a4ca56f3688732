import type { Volume } from '../../preload/contract/records.ts'
import type { AngstromPerPixel } from '../../preload/contract/units.ts'
import { fourierToVolume } from '../numerics/fft3.ts'
import type { AtomProjector, Scatterers } from './atomProjector.ts'

const UPRIGHT = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)

/** The map that the projections of `projector` belong to, times `scale`: the sum of its voxels along the beam is the projection. */
export function atomMap(projector: AtomProjector, atoms: Scatterers, pixelSize: AngstromPerPixel, scale: number): Volume {
  const { box } = projector
  const transform = new Float64Array(2 * box ** 3)
  const plane = new Float64Array(2 * box * box)
  for (let kz = 0; 2 * kz < box; kz++) {
    projector.project(atoms, UPRIGHT, plane, kz)
    transform.set(plane, 2 * kz * box * box)
    if (kz === 0) continue
    for (let y = 0; y < box; y++) {
      for (let x = 0; x < box; x++) {
        const from = 2 * (y * box + x)
        const to = 2 * (((box - kz) * box + ((box - y) % box)) * box + ((box - x) % box))
        transform[to] = plane[from]
        transform[to + 1] = -plane[from + 1]
      }
    }
  }
  const data = new Float32Array(box ** 3)
  fourierToVolume(transform, box, data)
  return { box, pixelSize, data: data.map(value => value * scale) }
}
