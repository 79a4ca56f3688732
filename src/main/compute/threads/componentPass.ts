import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { invertSymmetric } from '../../numerics/smallMatrix.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/** Particles of some slots, and what their images are compared with: image = CTF · P(consensus + Σ_j z_j U_j) + noise. */
export type ParticlesAndComponents = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slots: readonly number[]
  readonly components: number
  /** f32 [voxels × stride]: the mean, then the components, as complex channels. */
  readonly volumes: SharedArrayBuffer
  readonly stride: number
  /** f32 [count] weight of each particle; 0: left out. */
  readonly weight: SharedArrayBuffer
}

/** Some slots' share of a turn of probabilistic PCA, z ~ N(0, 1). */
export type ComponentPassInput = ParticlesAndComponents & {
  /** z is computed from the volumes; otherwise taken as it stands. */
  readonly scored: boolean
  /** f64 [count × components] posterior means of z */
  readonly latent: SharedArrayBuffer
  /** f32 [slots × voxels × insertStride]: Σ z_a·(…) complex, then Σ E[z_a z_b]·w²a²C² for a ≤ b; null: scores only. */
  readonly accumulators: SharedArrayBuffer | null
  readonly insertStride: number
}

/** Sums over a slot: weight · E[z zᵀ], [components²], and the evidence won over the mean alone. */
export type SlotSums = { readonly slot: number; readonly second: Float64Array; readonly logLikelihood: number }

export function componentPass(input: ComponentPassInput): SlotSums[] {
  const { store, grid, components: q, stride, insertStride } = input
  const particle = new ParticleKernel(store, input.state, grid)
  const { kernels, count } = particle
  const volumes = kernels.put(new Float32Array(input.volumes, 0, grid.voxels * stride))
  const slice = kernels.take(4 * stride * count)
  const linear = kernels.take(8 * (stride >> 1)), energy = kernels.take(8 * (stride >> 1))
  const gram = kernels.take(8 * (q + 1) ** 2)
  const pairs = (q * (q + 1)) / 2
  const numerators = kernels.take(4 * q), denominators = kernels.take(4 * pairs), value = kernels.take(4 * insertStride)
  const size = input.accumulators ? grid.voxels * insertStride : 0
  const accumulator = kernels.take(4 * size)
  kernels.f32(value, insertStride).fill(0)
  const latent = new Float64Array(input.latent), weight = new Float32Array(input.weight)
  const precision = new Float64Array(q * q), covariance = new Float64Array(q * q), z = new Float64Array(q)
  const sums: SlotSums[] = []
  const { call } = kernels
  for (const slot of input.slots) {
    kernels.f32(accumulator, size).fill(0)
    const second = new Float64Array(q * q)
    let logLikelihood = 0
    for (const position of particle.positions([slot])) {
      const own = weight[position]
      if (own < 1e-3) continue
      call.project(count, particle.kx, particle.ky, particle.rotation, volumes, grid.width, grid.centre, stride, slice)
      call.subtract(count, particle.weighted, particle.power, slice, stride)
      covariance.fill(0)
      if (input.scored) {
        call.score(count, particle.weighted, particle.power, slice, stride, q + 1, linear, energy)
        call.gram(count, particle.power, slice, stride, q + 1, gram)
        const g = kernels.f64(gram, (q + 1) ** 2), l = kernels.f64(linear, q + 1)
        for (let a = 0; a < q; a++) for (let b = 0; b < q; b++) precision[a * q + b] = 2 * g[(a + 1) * (q + 1) + b + 1] + (a === b ? 1 : 0)
        const logDeterminant = invertSymmetric(precision, q, covariance)
        let evidence = -0.5 * logDeterminant
        for (let a = 0; a < q; a++) {
          z[a] = 0
          for (let b = 0; b < q; b++) z[a] += covariance[a * q + b] * 2 * l[b + 1]
          evidence += z[a] * l[a + 1]
        }
        latent.set(z, position * q)
        logLikelihood += own * evidence
      } else z.set(latent.subarray(position * q, position * q + q))
      const n = kernels.f32(numerators, q), d = kernels.f32(denominators, pairs)
      for (let a = 0, pair = 0; a < q; a++) {
        n[a] = own * z[a]
        for (let b = 0; b < q; b++) second[a * q + b] += own * (z[a] * z[b] + covariance[a * q + b])
        for (let b = a; b < q; b++) d[pair++] = own * (z[a] * z[b] + covariance[a * q + b])
      }
      if (input.accumulators) {
        call.insertMany(count, particle.kx, particle.ky, particle.rotation, particle.weighted, particle.power, numerators, q, denominators, pairs, value, accumulator, grid.width, grid.centre, insertStride)
      }
    }
    if (input.accumulators) new Float32Array(input.accumulators, slot * size * 4, size).set(kernels.f32(accumulator, size))
    sums.push({ slot, second, logLikelihood })
  }
  return sums
}
