import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/** How well a map explains each particle of some slots. */
export type SlopesInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slots: readonly number[]
  /** f32 [voxels × 4] each, one complex channel: what even and what odd slots are compared with. */
  readonly volumes: readonly [SharedArrayBuffer, SharedArrayBuffer]
  /** Radii, rising, that end the frequency bands which are summed apart. */
  readonly bands: readonly number[]
  /** f64 [count × bands × 2]: ⟨C P V, F⟩ and |C P V|², whitened, are written here; the slope of F on C P V is their ratio. */
  readonly products: SharedArrayBuffer
}

export function slopes({ store, state, grid, slots, volumes, bands, products }: SlopesInput): void {
  const particle = new ParticleKernel(store, state, grid)
  const { kernels, count } = particle
  const maps = volumes.map(volume => kernels.put(new Float32Array(volume, 0, grid.voxels * 4)))
  const slice = kernels.take(16 * count)
  const linear = kernels.take(16), energy = kernels.take(16)
  const out = new Float64Array(products)
  for (const slot of slots) {
    for (const position of particle.positions([slot])) {
      kernels.call.project(count, particle.kx, particle.ky, particle.rotation, maps[slot & 1], grid.width, grid.centre, 4, slice)
      let [sumLinear, sumEnergy] = [0, 0]
      for (const [b, radius] of bands.entries()) {
        kernels.call.score(store.coefficients.within[radius], particle.weighted, particle.power, slice, 4, 1, linear, energy)
        const l = kernels.f64(linear, 1)[0], e = kernels.f64(energy, 1)[0], at = 2 * (position * bands.length + b)
        out[at] = l - sumLinear
        out[at + 1] = e - sumEnergy
        ;[sumLinear, sumEnergy] = [l, e]
      }
    }
  }
}
