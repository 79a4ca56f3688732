import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/** How well a map explains each particle of a slot. */
export type SlopesInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slot: number
  /** f32 [voxels × 4]: one complex channel. */
  readonly volume: SharedArrayBuffer
  /** f64 [count × 2]: ⟨C P V, F⟩ and |C P V|², whitened, are written here; the slope of F on C P V is their ratio. */
  readonly products: SharedArrayBuffer
}

export function slopes({ store, state, grid, slot, volume, products }: SlopesInput): void {
  const particle = new ParticleKernel(store, state, grid)
  const { kernels, count } = particle
  const map = kernels.put(new Float32Array(volume, 0, grid.voxels * 4))
  const slice = kernels.take(16 * count)
  const linear = kernels.take(16), energy = kernels.take(16)
  const out = new Float64Array(products)
  for (let position = store.slotStart[slot], to = store.slotStart[slot + 1]; position < to; position++) {
    if (!particle.load(position, to)) continue
    kernels.call.project(count, particle.kx, particle.ky, particle.rotation, map, grid.width, grid.centre, 4, slice)
    kernels.call.score(count, particle.weighted, particle.power, slice, 4, 1, linear, energy)
    out[2 * position] = kernels.f64(linear, 1)[0]
    out[2 * position + 1] = kernels.f64(energy, 1)[0]
  }
}
