import type { Volume } from '../../preload/contract/records.ts'
import type { AngstromPerPixel } from '../../preload/contract/units.ts'
import { fourierToVolume } from '../numerics/fft3.ts'
import { type AtomProjector, gaussian, type Scatterers } from './atomProjector.ts'

const UPRIGHT = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)

/**
 * The map that the projections of `projector` belong to, times `scale`: the sum of its voxels along the beam is the projection.
 * Plane kz of its transform is the projection of the atoms with weights w·exp(−2πi kz z/box), its cosine and sine part in turn.
 */
export function atomMap(projector: AtomProjector, atoms: Scatterers, pixelSize: AngstromPerPixel, scale: number): Volume {
  const { box, sigma } = projector
  const transform = new Float64Array(2 * box ** 3)
  const [cosine, sine] = [new Float64Array(2 * box * box), new Float64Array(2 * box * box)]
  for (let kz = 0; 2 * kz < box; kz++) {
    const weighted = (wave: (angle: number) => number): Scatterers => ({ ...atoms, weight: atoms.weight.map((w, i) => w * wave((2 * Math.PI * kz * atoms.position[3 * i + 2]) / box)) })
    projector.project(weighted(Math.cos), UPRIGHT, cosine)
    projector.project(weighted(Math.sin), UPRIGHT, sine)
    const along = gaussian(sigma, kz, box) * scale
    for (let i = 0; i < box * box; i++) {
      const re = along * (cosine[2 * i] + sine[2 * i + 1])
      const im = along * (cosine[2 * i + 1] - sine[2 * i])
      const to = 2 * (kz * box * box + i)
      const x = i % box
      const y = (i - x) / box
      const mirror = 2 * ((((box - kz) % box) * box + ((box - y) % box)) * box + ((box - x) % box))
      transform[mirror] = re
      transform[mirror + 1] = -im
      transform[to] = re
      transform[to + 1] = im
    }
  }
  const data = new Float32Array(box ** 3)
  fourierToVolume(transform, box, data)
  return { box, pixelSize, data }
}
