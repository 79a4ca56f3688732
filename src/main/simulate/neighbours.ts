import { atomProjector, type Scatterers } from './atomProjector.ts'
import { camera } from './imaging.ts'
import type { Micrograph } from './micrograph.ts'
import type { SimulateOptions } from './options.ts'
import { FARTHEST, type Copy } from './particle.ts'
import type { Specimens } from './specimens.ts'

/** Adds another copy in the same ice, without noise, to the image of a particle [box²]: signal and contrast as in `Camera`. */
export type NeighbourCamera = { add(copy: Copy, contrast: number, atoms: Scatterers, micrograph: Micrograph, scale: number, image: Float32Array): void }

/**
 * Neighbours reach beyond the image, and what lies outside must not come back in on the other side: they are imaged in a box so
 * wide that nothing does, with the fringes that the CTF gives them, and cut out of it. Owns scratch memory.
 */
export function neighbourCamera(options: SimulateOptions, { pixelSize, projector, diameter }: Specimens): NeighbourCamera {
  const { box } = options
  const reach = (FARTHEST + 0.5) * diameter
  const wide = box * Math.ceil(reach / box + 0.75)
  const optics = camera({ ...options, box: wide }, pixelSize, atomProjector(wide, projector.sigma))
  const field = new Float32Array(wide * wide)
  const corner = (wide >> 1) - (box >> 1)

  const add: NeighbourCamera['add'] = ({ truth }, contrast, atoms, micrograph, scale, image) => {
    optics.expose({ truth, contrast }, atoms, micrograph, scale, null, field)
    for (let y = 0, i = 0; y < box; y++) {
      for (let x = 0; x < box; x++, i++) image[i] += field[(y + corner) * wide + x + corner]
    }
  }
  return { add }
}
