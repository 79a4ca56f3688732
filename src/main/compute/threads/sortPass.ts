import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/** Some slots' share of a pass over the particles: score each against the maps, then write it into the next ones. */
export type SortPassInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slots: readonly number[]
  readonly classes: number
  /** f32 [voxels × stride], interleaved complex channels: the consensus, then each class's map if `scored`. */
  readonly volumes: SharedArrayBuffer
  readonly stride: number
  /** Posteriors are computed from the volumes; otherwise they are taken as they stand. */
  readonly scored: boolean
  /** Posteriors come from coefficients up to this radius; all up to the grid's limit are written into the maps. */
  readonly scoreLimit: number
  /** [classes] log occupancies */
  readonly logPrior: Float64Array
  /** Standard deviation of the particles' contrast, of mean 1; 0 where none is integrated out. */
  readonly contrastSpread: number
  /** The contrast of every scored particle is replaced by its posterior mean. */
  readonly updateContrast: boolean
  /** f32 [count × classes] */
  readonly posteriors: SharedArrayBuffer
  /** f64 [count] log Σ_k π_k p(image | k) − log p(image | no signal) is written here. */
  readonly logLikelihood: SharedArrayBuffer | null
  /** f32 [slots × voxels × 4·classes]: per class Σ q·w²aC·(F − aC·P V0) (complex), Σ q·w²a²C², and a lane that nobody reads. */
  readonly accumulators: SharedArrayBuffer | null
}

/** Particles below this posterior in a class are not written into its map: 10⁻³ of a particle. */
const NEGLIGIBLE = 1e-3

export function sortPass(input: SortPassInput): void {
  const { store, grid, classes, stride, scored } = input
  const particle = new ParticleKernel(store, input.state, grid)
  const { kernels, count } = particle
  const volumes = kernels.put(new Float32Array(input.volumes, 0, grid.voxels * stride))
  const slice = kernels.take(4 * stride * count)
  const linear = kernels.take(8 * (stride >> 1)), energy = kernels.take(8 * (stride >> 1))
  const size = input.accumulators ? grid.voxels * 4 * classes : 0
  const accumulator = kernels.take(4 * size)
  const posteriors = new Float32Array(input.posteriors)
  const likelihood = input.logLikelihood ? new Float64Array(input.logLikelihood) : null
  const scoreCount = store.coefficients.within[input.scoreLimit]
  const { call } = kernels
  const log = new Float64Array(classes), factor = new Float64Array(classes)
  const contrast = new Float32Array(input.state.contrast)
  for (const slot of input.slots) {
    kernels.f32(accumulator, size).fill(0)
    for (const position of particle.positions([slot])) {
      call.project(count, particle.kx, particle.ky, particle.rotation, volumes, grid.width, grid.centre, stride, slice)
      if (scored) {
        call.score(scoreCount, particle.weighted, particle.power, slice, stride, classes + 1, linear, energy)
        const l = kernels.f64(linear, classes + 1), e = kernels.f64(energy, classes + 1)
        const own = contrast[position], mean = 1 / Math.abs(own), variance = (Math.max(input.contrastSpread, LEAST_SPREAD) * mean) ** 2
        for (let k = 0; k < classes; k++) log[k] = input.logPrior[k] + evidence(l[k + 1], e[k + 1], mean, variance, factor, k)
        const total = normalise(log, posteriors, position * classes)
        if (likelihood) likelihood[position] = total
        if (input.updateContrast) {
          let expected = 0
          for (let k = 0; k < classes; k++) expected += posteriors[position * classes + k] * factor[k]
          contrast[position] = own * Math.min(MOST_CHANGE, Math.max(1 / MOST_CHANGE, expected))
        }
      }
      if (!input.accumulators) continue
      call.subtract(count, particle.weighted, particle.power, slice, stride)
      for (let k = 0; k < classes; k++) {
        const q = posteriors[position * classes + k]
        if (q < NEGLIGIBLE) continue
        call.insert(count, particle.kx, particle.ky, particle.rotation, particle.weighted, particle.power, q, accumulator + 16 * k, grid.width, grid.centre, 4 * classes)
      }
    }
    if (input.accumulators) new Float32Array(input.accumulators, slot * size * 4, size).set(kernels.f32(accumulator, size))
  }
}

/** Contrast is never known better than this; and it changes by no more than this factor in a pass. */
const LEAST_SPREAD = 0.01
const MOST_CHANGE = 1.5

/**
 * log ∫ N(r; mean, variance) exp(2r·linear − r²·energy) dr: an image against a map whose contrast r is known to within its
 * spread only. `factor[k]` becomes the posterior mean of r.
 */
function evidence(linear: number, energy: number, mean: number, variance: number, factor: Float64Array, k: number): number {
  const precision = 2 * energy + 1 / variance, right = 2 * linear + mean / variance
  factor[k] = right / precision
  return 0.5 * (right * factor[k] - (mean * mean) / variance - Math.log(1 + 2 * energy * variance))
}

/** Softmax of `log` into out[at …]; returns log Σ exp. */
function normalise(log: Float64Array, out: Float32Array, at: number): number {
  const highest = log.reduce((a, b) => Math.max(a, b))
  let sum = 0
  for (const value of log) sum += Math.exp(value - highest)
  for (let k = 0; k < log.length; k++) out[at + k] = Math.exp(log[k] - highest) / sum
  return highest + Math.log(sum)
}
