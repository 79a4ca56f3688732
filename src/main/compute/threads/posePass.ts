import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/** Normal equations of the five pose parameters of each particle of some slots, against its posterior-weighted class map. */
export type PosePassInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slots: readonly number[]
  readonly classes: number
  /** f32 [voxels × stride]: the consensus, then each class's map. */
  readonly volumes: SharedArrayBuffer
  readonly stride: number
  readonly posteriors: SharedArrayBuffer
  readonly limit: number
  /** f64 [count × 20]: 15 of the Hessian's upper triangle, 5 of the gradient of the log-likelihood, are written here. */
  readonly equations: SharedArrayBuffer
}

export function posePass(input: PosePassInput): void {
  const { store, state, grid, slots, classes, stride } = input
  const particle = new ParticleKernel(store, state, grid)
  const { kernels } = particle
  const volumes = kernels.put(new Float32Array(input.volumes, 0, grid.voxels * stride))
  const q = kernels.take(4 * (classes + 1)), out = kernels.take(160)
  const posteriors = new Float32Array(input.posteriors), equations = new Float64Array(input.equations)
  const count = store.coefficients.within[input.limit]
  for (const position of particle.positions(slots)) {
    const weights = kernels.f32(q, classes + 1)
    weights[0] = 0
    for (let k = 0; k < classes; k++) weights[k + 1] = posteriors[position * classes + k]
    kernels.call.poseEquations(count, particle.kx, particle.ky, particle.rotation, particle.weighted, particle.power, volumes, grid.width, grid.centre, stride, classes + 1, q, store.box, out)
    const from = kernels.f64(out, 20)
    for (let i = 0; i < 20; i++) equations[20 * position + i] = 2 * from[i] // log p = −|F − CV|²
  }
}
