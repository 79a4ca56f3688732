import type { AngstromPerPixel } from '../../preload/contract/units.ts'
import type { Atoms } from '../formats/atoms.ts'
import type { Matrix3 } from '../numerics/rotations.ts'
import { electrons } from './atomWeights.ts'
import { splineGrid, splineTransform } from './splineGrid.ts'

/** A structure made ready for projection: coordinates in pixels from the origin of the box, weights in electrons. */
export type Scatterers = { readonly count: number; readonly position: Float64Array; readonly weight: Float64Array }

export function scatterers(atoms: Atoms, centre: readonly number[], pixelSize: AngstromPerPixel): Scatterers {
  return {
    count: atoms.count,
    position: atoms.position.map((value, i) => (value - centre[i % 3]) / pixelSize),
    weight: Float64Array.from(atoms.element, electrons),
  }
}

/**
 * Fourier transforms of projected atoms, each a Gaussian of its electrons, straight from the coordinates: no volume and no
 * interpolation between its voxels lies in between. Atoms are spread by cubic B-splines over a grid of half pixels, whose
 * transform is divided out (a non-uniform FFT); what aliasing leaves is below 1.3 % of an atom at Nyquist, 0.05 % at half of it.
 * The Nyquist line of even boxes is left empty, because it has no mirror line.
 */
export type AtomProjector = {
  readonly box: number
  /** Width of an atom, px. */
  readonly sigma: number
  /** Projection along the beam (row 3 of A): out[2·box²] = Σ w exp(−2πi k·(A r)/box) · Gaussian, FFT order, unscaled. */
  project(atoms: Scatterers, rotation: Matrix3, out: Float64Array): void
}

export function atomProjector(box: number, sigma: number): AtomProjector {
  const fine = 2 * box
  const columns = (box + 1) >> 1
  const grid = splineGrid(fine, columns)
  const filter = Float64Array.from({ length: columns }, (_, k) => gaussian(sigma, k, box) / splineTransform(k, fine))

  const project = ({ count, position, weight }: Scatterers, rotation: Matrix3, out: Float64Array): void => {
    const [ax, ay, az, bx, by, bz] = rotation
    grid.clear()
    for (let i = 0; i < count; i++) {
      const x = position[3 * i]
      const y = position[3 * i + 1]
      const z = position[3 * i + 2]
      grid.add(2 * (ax * x + ay * y + az * z), 2 * (bx * x + by * y + bz * z), weight[i])
    }
    const transform = grid.transform()
    out.fill(0)
    for (let ky = 1 - columns; ky < columns; ky++) {
      const row = (ky + fine) % fine
      for (let kx = 0; kx < columns; kx++) {
        const from = 2 * (row * columns + kx)
        const factor = filter[Math.abs(ky)] * filter[kx]
        const to = 2 * (((ky + box) % box) * box + kx)
        const mirror = 2 * (((box - ky) % box) * box + ((box - kx) % box))
        out[mirror] = transform[from] * factor
        out[mirror + 1] = -transform[from + 1] * factor
        out[to] = out[mirror]
        out[to + 1] = -out[mirror + 1]
      }
    }
  }
  return { box, sigma, project }
}

/** Transform of a Gaussian of width `sigma` px at `k` cycles per box. */
export const gaussian = (sigma: number, k: number, box: number): number => Math.exp(-2 * (Math.PI * sigma * (k / box)) ** 2)
