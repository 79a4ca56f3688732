import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/** Normal equations of the five pose parameters of each particle of a slot, against its posterior-weighted class map. */
export type PosePassInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slot: number
  readonly classes: number
  /** f32 [voxels × stride]: the consensus, then each class's difference. */
  readonly volumes: SharedArrayBuffer
  readonly stride: number
  readonly posteriors: SharedArrayBuffer
  readonly limit: number
  /** f64 [count × 20]: 15 of the Hessian's upper triangle, 5 of the gradient of the log-likelihood, are written here. */
  readonly equations: SharedArrayBuffer
}

export function posePass(input: PosePassInput): void {
  const { store, state, grid, slot, classes, stride } = input
  const particle = new ParticleKernel(store, state, grid)
  const { kernels } = particle
  const volumes = kernels.put(new Float32Array(input.volumes, 0, grid.voxels * stride))
  const q = kernels.take(4 * (classes + 1)), out = kernels.take(160)
  const posteriors = new Float32Array(input.posteriors), equations = new Float64Array(input.equations)
  const count = store.coefficients.within[input.limit]
  for (let position = store.slotStart[slot], to = store.slotStart[slot + 1]; position < to; position++) {
    if (!particle.load(position, to)) continue
    const weights = kernels.f32(q, classes + 1)
    weights[0] = 1
    for (let k = 0; k < classes; k++) weights[k + 1] = posteriors[position * classes + k]
    kernels.call.poseEquations(count, particle.kx, particle.ky, particle.rotation, particle.weighted, particle.power, volumes, grid.width, grid.centre, stride, classes + 1, q, store.box, out)
    const from = kernels.f64(out, 20)
    for (let i = 0; i < 20; i++) equations[20 * position + i] = 2 * from[i] // log p = −|F − CV|²
  }
}
