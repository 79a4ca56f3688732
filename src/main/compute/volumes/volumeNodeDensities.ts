import { seededRandom } from '../../numerics/rng.ts'
import type { Evidence, EvidenceOptions } from '../graph/evidence.ts'
import type { Nodes } from '../graph/voxelGraph.ts'
import { BANDS, nodeChannels, SHARED_CHANNELS } from '../threads/nodeDensities.ts'
import type { Differences } from './differences.ts'
import { gridFor, mapsOf } from './fourierMaps.ts'
import { activeRows, forRows, type VolumeWorkspace } from './workspace.ts'

/** Limit of the low-frequency channels, Fourier pixels over the limit of the run; as for images. */
const LOW = 0.5
const LEAST_LOW = 4

/**
 * Node densities and class evidence of particles that come as maps, on class differences that they should not be part of: what graph/evidence.ts
 * reads from images. The density of a particle is b(r) = Σ_half Re[C (F − C V0) e^{2πi k·r}] / size³ on the working grid, summed over a node's voxels; of a
 * density change Δ on that grid log p(map | V0 + Δ) − log p(map | V0) = 2 Σ_r b(r) Δ(r) − energy, energy = Σ_half |C Δ|². Positions are rows of the input; nodes lie
 * on the grid of the run's limit. Two views are two halves of the coefficients, whose noise is independent.
 */
export async function volumeNodeDensities(w: VolumeWorkspace, nodes: Nodes, differences: Differences, { slots, views, most, noise }: EvidenceOptions): Promise<Evidence> {
  const { ball } = w, { classes, coefficients, maps } = differences, grid = gridFor(ball.limit)
  if (nodes.size !== grid.size || differences.limit !== ball.limit) throw new RangeError('nodes and class differences lie on the grid of the run’s limit')
  const positions = chosen(w, slots, most), channels = nodeChannels(classes), lowCount = ball.within[Math.min(ball.limit, Math.max(LEAST_LOW, Math.round(LOW * ball.limit)))]
  const features = new Float32Array(positions.length * views * nodes.count * channels)
  const energies = new Float64Array(positions.length * views * BANDS * classes), likelihood = new Float64Array(positions.length * views * classes)
  const weighted = new Float64Array(2 * ball.count), precision = new Float32Array(ball.count), scale = 1 / (2 * grid.size ** 3)
  let at = 0
  await forRows(w, Array.from(positions), row => {
    readParticle(w, row, noise ?? null, weighted, precision)
    const [visible] = mapsOf(ball, grid, w.consensus.map((value, j) => ((j >> 1) < lowCount ? precision[j >> 1] * value : 0)), new Float64Array(2 * ball.count))
    for (let view = 0; view < views; view++) {
      const mine = (c: number): boolean => views === 1 || viewOf(c) === view
      const fine = weighted.map((value, j) => (mine(j >> 1) ? value : 0)), coarse = fine.map((value, j) => ((j >> 1) < lowCount ? value : 0))
      const [density, smooth] = mapsOf(ball, grid, fine, coarse)
      const item = at * views + view, to = item * nodes.count * channels
      nodes.ofVoxel.forEach((node, v) => {
        if (node < 0) return
        const cell = to + node * channels
        features[cell] += scale * density[v]
        features[cell + 1] += scale * smooth[v]
        features[cell + 2] += scale * visible[v]
        for (let k = 0; k < classes; k++) {
          features[cell + SHARED_CHANNELS + k] += scale * density[v] * maps[k][v]
          features[cell + SHARED_CHANNELS + classes + k] += scale * smooth[v] * maps[k][v]
        }
      })
      for (let k = 0; k < classes; k++) {
        const d = coefficients[k]
        let linear = 0, energy = 0, low = 0
        for (let c = 0; c < ball.count; c++) {
          if (!mine(c)) continue
          const power = precision[c] * (d[2 * c] ** 2 + d[2 * c + 1] ** 2)
          linear += weighted[2 * c] * d[2 * c] + weighted[2 * c + 1] * d[2 * c + 1]
          energy += power
          if (c < lowCount) low += power
        }
        energies[item * BANDS * classes + k] = energy
        energies[(item * BANDS + 1) * classes + k] = low
        likelihood[item * classes + k] = 2 * linear - energy
      }
    }
    at++
  })
  return { positions, views, features, energies, likelihood }
}

function chosen(w: VolumeWorkspace, slots: readonly number[], most: number | undefined): Uint32Array {
  const all = activeRows(w).filter(row => slots.includes(w.slot[row])), step = Math.max(1, all.length / (most ?? all.length))
  return Uint32Array.from({ length: Math.floor(all.length / step) }, (_, i) => all[Math.floor(i * step)])
}

/** C (F − C V0) and C² of a row; with `noise`, white noise in the place of what the consensus leaves. */
function readParticle({ ball, residual, precision, observed }: VolumeWorkspace, row: number, noise: number | null, weighted: Float64Array, out: Float32Array): void {
  const random = noise === null ? null : seededRandom(noise).fork(row), shells = ball.limit + 1
  for (let c = 0, at = row * ball.count; c < ball.count; c++, at++) {
    out[c] = observed && observed[at] === 0 ? 0 : precision[row * shells + ball.shell[c]]
    const sigma = Math.sqrt(out[c] / 2)
    weighted[2 * c] = random ? sigma * random.normal() : residual[2 * at]
    weighted[2 * c + 1] = random ? sigma * random.normal() : residual[2 * at + 1]
  }
}

/** Neighbours in radius go to different views, so that both see the same frequencies (Thue–Morse: a deal without a period). */
function viewOf(c: number): number {
  let parity = 0
  for (let bits = c; bits > 0; bits >>= 1) parity ^= bits & 1
  return parity
}
