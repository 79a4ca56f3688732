import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { DensityImages, IMAGE_CHANNELS, type HalfPlane } from '../../numerics/densityImages.ts'
import type { Kernels, Pointer } from '../../numerics/kernels.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { ParticleKernel, type ParticleState } from './particleKernel.ts'
import type { ParticleStore } from './store.ts'

/**
 * Features of a node before those of the classes: density up to the limit, density at low frequencies, and how strongly
 * this view and CTF see the node. Then of each class the node's share of the evidence, Σ_voxels Δ_k·b, up to the limit, and
 * of each class its share at low frequencies: where poses are wrong or the class moves, high frequencies mislead.
 */
export const SHARED_CHANNELS = 3
export const BANDS = 2
export const nodeChannels = (classes: number): number => SHARED_CHANNELS + BANDS * classes

/**
 * Densities of the particles of some slots on the nodes of a graph, and their evidence for each class, from all of a
 * particle's Fourier coefficients (one view) or from each of two halves of them (two views, whose noise is independent).
 */
export type NodeDensitiesInput = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly grid: FourierGrid
  readonly slots: readonly number[]
  /** i32 [count] where each position's results stand; −1: not wanted. */
  readonly index: SharedArrayBuffer
  /** u8 [coefficients] 0 or 1: the view a coefficient belongs to. */
  readonly viewOf: SharedArrayBuffer
  readonly views: 1 | 2
  /** Limit of the low-frequency channel, Fourier pixels. */
  readonly lowLimit: number
  /** f32 [voxels × stride] complex channels: the consensus, then K class differences. */
  readonly volumes: SharedArrayBuffer
  readonly stride: number
  readonly classes: number
  /** f32 [points × 3] voxels of the mask, as fractions of the box from its origin; i32 [points] their nodes. */
  readonly points: SharedArrayBuffer
  readonly nodeOf: SharedArrayBuffer
  /** f32 [points × K] class differences at the points. */
  readonly templates: SharedArrayBuffer
  readonly nodes: number
  /** Turns sums of Fourier coefficients into the density that a class map is multiplied with: 1/voxels of the working grid. */
  readonly scale: number
  /** f32 [indices × views × nodes × nodeChannels] */
  readonly features: SharedArrayBuffer
  /** f64 [indices × views × BANDS × K] energies |C P Δ_k|² of the class differences. */
  readonly energies: SharedArrayBuffer
  /** Seed of pure noise that takes the images' place; null: the images. */
  readonly noise: number | null
}

export function nodeDensities(input: NodeDensitiesInput): void {
  const { store, grid, stride, views, classes, nodes } = input
  const particle = new ParticleKernel(store, input.state, grid)
  const { kernels, count } = particle
  const { call } = kernels
  const volumes = kernels.put(new Float32Array(input.volumes, 0, grid.voxels * stride))
  const points = kernels.put(new Float32Array(input.points)), nodeOf = kernels.put(new Int32Array(input.nodeOf)), templates = kernels.put(new Float32Array(input.templates))
  const slice = kernels.take(4 * stride * count)
  const channels = classes + 1
  const linear = kernels.take(8 * (stride >> 1)), energy = kernels.take(8 * (stride >> 1))
  const partWeighted = kernels.take(8 * count), partPower = kernels.take(4 * count)
  const lowLimit = Math.min(input.lowLimit, grid.limit), low = store.coefficients.within[lowLimit]
  const fine = imageOf(kernels, particle, grid.limit, count), coarse = imageOf(kernels, particle, lowLimit, low)
  const rotation = kernels.take(24), width = 1 + classes, sums = [kernels.take(16 * nodes * width), kernels.take(16 * nodes * width)]
  const pictures = [fine, coarse].map(({ n, plane, at }) => new DensityImages(n, plane, kernels.f32(at, n * n * IMAGE_CHANNELS)))
  const parts = [new Float32Array(2 * count), new Float32Array(2 * count)], seen = new Float32Array(2 * low)
  const index = new Int32Array(input.index), viewOf = new Uint8Array(input.viewOf)
  const features = new Float32Array(input.features), energies = new Float64Array(input.energies)
  for (const position of particle.positions(input.slots)) {
    const at = index[position]
    if (at < 0) continue
    call.project(count, particle.kx, particle.ky, particle.rotation, volumes, grid.width, grid.centre, stride, slice)
    const weighted = kernels.f32(particle.weighted, 2 * count), power = kernels.f32(particle.power, count)
    if (input.noise === null) call.subtract(count, particle.weighted, particle.power, slice, stride)
    else replaceByNoise(weighted, power, input.noise, position)
    const consensus = kernels.f32(slice, stride * count)
    for (let m = 0; m < low; m++) for (const part of [0, 1]) seen[2 * m + part] = power[m] * consensus[m * stride + part]
    for (let view = 0; view < views; view++) {
      const own = kernels.f32(partWeighted, 2 * count), p = kernels.f32(partPower, count), part = parts[view]
      for (let m = 0; m < count; m++) {
        const mine = views === 1 || viewOf[m] === view ? 1 : 0
        part[2 * m] = own[2 * m] = mine * weighted[2 * m]
        part[2 * m + 1] = own[2 * m + 1] = mine * weighted[2 * m + 1]
        p[m] = mine * power[m]
      }
      for (const [band, coefficients] of [count, low].entries()) {
        call.score(coefficients, partWeighted, partPower, slice, stride, channels, linear, energy)
        energies.set(kernels.f64(energy, channels).subarray(1), ((at * views + view) * BANDS + band) * classes)
      }
    }
    const second = views === 2 ? parts[1] : null
    pictures[0].fill(0, parts[0], second)
    pictures[1].fill(0, parts[0], second)
    pictures[1].fill(2, seen, null)
    ;[fine, coarse].forEach(({ n, at: image }, i) => {
      const rows = kernels.f32(rotation, 6), given = kernels.f32(particle.rotation, 6)
      for (let r = 0; r < 6; r++) rows[r] = (given[r] * n) / grid.padding
      kernels.f32(sums[i], 4 * nodes * width).fill(0)
      call.gatherNodes(input.nodeOf.byteLength / 4, points, nodeOf, rotation, image, n, classes, templates, sums[i])
    })
    const bands = sums.map(pointer => kernels.f32(pointer, 4 * nodes * width))
    for (let view = 0; view < views; view++) for (let n = 0; n < nodes; n++) {
      const to = ((at * views + view) * nodes + n) * nodeChannels(classes), from = 4 * n * width
      features[to] = input.scale * bands[0][from + view]
      features[to + 1] = input.scale * bands[1][from + view]
      features[to + 2] = input.scale * bands[1][from + 2]
      for (let band = 0; band < BANDS; band++) for (let k = 0; k < classes; k++) {
        features[to + SHARED_CHANNELS + band * classes + k] = input.scale * bands[band][from + 4 * (1 + k) + view]
      }
    }
  }
}

/** Room for images up to `limit` Fourier pixels, 3.5 pixels per period of the limit: bilinear reading loses nothing there. */
function imageOf(kernels: Kernels, particle: ParticleKernel, limit: number, count: number): { n: number; plane: HalfPlane; at: Pointer } {
  const n = 2 * Math.ceil(1.75 * limit)
  const plane = { count, kx: kernels.f32(particle.kx, count).slice(), ky: kernels.f32(particle.ky, count).slice() }
  return { n, plane, at: kernels.take(4 * n * n * IMAGE_CHANNELS) }
}

/** √power times complex white noise of unit variance: what an image of nothing would be, after weighting. */
function replaceByNoise(weighted: Float32Array, power: Float32Array, seed: number, position: number): void {
  const random = seededRandom(seed).fork(position)
  for (let m = 0; m < power.length; m++) {
    const sigma = Math.sqrt(power[m] / 2)
    weighted[2 * m] = sigma * random.normal()
    weighted[2 * m + 1] = sigma * random.normal()
  }
}
