import type { AngstromPerPixel } from '../../preload/contract/units.ts'
import type { Atoms } from '../formats/atoms.ts'
import { fft2 } from '../numerics/fft2.ts'
import type { Matrix3 } from '../numerics/rotations.ts'
import { electrons } from './atomWeights.ts'

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
  /**
   * Projection along the beam (row 3 of A) at every frequency of the box: out[2·box²], FFT order, unscaled,
   * Σ w exp(−2πi k·(A r)) · Gaussian. `depth` multiplies by exp(−2πi depth·z/box): the plane kz = depth of the 3D transform.
   */
  project(atoms: Scatterers, rotation: Matrix3, out: Float64Array, depth?: number): void
}

/** `sigma`: width of the atoms, px. */
export function atomProjector(box: number, sigma: number): AtomProjector {
  const fine = 2 * box
  const grid = new Float64Array(2 * fine * fine)
  const frequency = Int32Array.from({ length: box }, (_, i) => (i < box / 2 ? i : i - box))
  const gaussian = (k: number): number => Math.exp(-2 * (Math.PI * sigma * (k / box)) ** 2)
  const filter = Float64Array.from(frequency, k => (2 * k === -box ? 0 : gaussian(k) / sinc(k / fine) ** 4))
  const row = Uint32Array.from(frequency, k => (k + fine) % fine)
  const wx = new Float64Array(4)
  const wy = new Float64Array(4)
  const ix = new Uint32Array(4)
  const iy = new Uint32Array(4)

  const project = (atoms: Scatterers, rotation: Matrix3, out: Float64Array, depth = 0): void => {
    const { count, position, weight } = atoms
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = rotation
    grid.fill(0)
    for (let i = 0; i < count; i++) {
      const x = position[3 * i]
      const y = position[3 * i + 1]
      const z = position[3 * i + 2]
      spline(2 * (ax * x + ay * y + az * z), fine, ix, wx)
      spline(2 * (bx * x + by * y + bz * z), fine, iy, wy)
      if (depth === 0) {
        for (let j = 0; j < 4; j++) {
          const line = iy[j] * fine
          const w = weight[i] * wy[j]
          for (let k = 0; k < 4; k++) grid[2 * (line + ix[k])] += w * wx[k]
        }
        continue
      }
      const phase = (-2 * Math.PI * depth * (cx * x + cy * y + cz * z)) / box
      const re = weight[i] * Math.cos(phase)
      const im = weight[i] * Math.sin(phase)
      for (let j = 0; j < 4; j++) {
        const line = iy[j] * fine
        for (let k = 0; k < 4; k++) {
          const at = 2 * (line + ix[k])
          const w = wx[k] * wy[j]
          grid[at] += w * re
          grid[at + 1] += w * im
        }
      }
    }
    fft2(grid, fine, 'forward')
    const along = gaussian(depth)
    for (let y = 0; y < box; y++) {
      for (let x = 0; x < box; x++) {
        const from = 2 * (row[y] * fine + row[x])
        const factor = filter[y] * filter[x] * along
        out[2 * (y * box + x)] = grid[from] * factor
        out[2 * (y * box + x) + 1] = grid[from + 1] * factor
      }
    }
  }
  return { box, project }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

/** Weights of a cubic B-spline at `u` on the four grid points it reaches, on a periodic grid whose origin is point 0. */
function spline(u: number, size: number, index: Uint32Array, weights: Float64Array): void {
  const floor = Math.floor(u)
  const t = u - floor
  const s = 1 - t
  weights[0] = (s * s * s) / 6
  weights[1] = (4 - 3 * t * t * (2 - t)) / 6
  weights[2] = (4 - 3 * s * s * (2 - s)) / 6
  weights[3] = (t * t * t) / 6
  let at = (floor - 1) % size
  if (at < 0) at += size
  for (let k = 0; k < 4; k++) {
    index[k] = at
    at = at + 1 === size ? 0 : at + 1
  }
}
