import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import { readRecords, recordLength, type ParticleStore } from './store.ts'

/** What the consensus leaves of each particle of some slots, before any whitening. Shifts must still be the given ones. */
export type ResidualPowerInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slots: readonly number[]
  /** f32 [voxels × 4]: one complex channel. */
  readonly volume: SharedArrayBuffer
  /** f32 [count × (limit + 1)]: mean |F − aC·P V|² of each shell is written here. */
  readonly shellPower: SharedArrayBuffer
}

export function residualPower({ store, state, grid, slots, volume, shellPower }: ResidualPowerInput): void {
  const particle = new ParticleKernel(store, state, grid)
  const { kernels, count } = particle
  const { coefficients } = store
  const map = kernels.put(new Float32Array(volume, 0, grid.voxels * 4))
  const slice = kernels.take(16 * count)
  const contrast = new Float32Array(state.contrast)
  const shells = coefficients.limit + 1
  const out = new Float32Array(shellPower)
  const sum = new Float64Array(shells), members = new Float64Array(shells)
  const record = new Float32Array(recordLength(store))
  for (const position of particle.positions(slots)) {
    kernels.call.project(count, particle.kx, particle.ky, particle.rotation, map, grid.width, grid.centre, 4, slice)
    const p = kernels.f32(slice, 4 * count)
    const r = readRecords(store, position, 1, record)
    sum.fill(0)
    members.fill(0)
    for (let m = 0; m < count; m++) {
      const ctf = contrast[position] * r[2 * coefficients.count + m]
      sum[coefficients.shell[m]] += (r[2 * m] - ctf * p[4 * m]) ** 2 + (r[2 * m + 1] - ctf * p[4 * m + 1]) ** 2
      members[coefficients.shell[m]]++
    }
    for (let s = 1; s < shells; s++) out[position * shells + s] = sum[s] / members[s]
  }
}
