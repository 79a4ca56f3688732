import { Failure } from '../../../preload/contract/failure.ts'
import { withMean } from '../sorting/expectation.ts'
import type { ClassModel } from '../sorting/classModel.ts'
import { sharedDoubles, sharedFloats } from '../sorting/particles.ts'
import { shares } from '../sorting/passes.ts'
import { buffer, falloff, gridFor, strideFor, writeConsensus, type Workspace } from '../sorting/workspace.ts'
import { BANDS, nodeChannels, SHARED_CHANNELS } from '../threads/nodeDensities.ts'
import type { Nodes } from './voxelGraph.ts'

/** What some particles say on the nodes, and of each class. */
export type Evidence = {
  /** [particles] positions in the store, in the order of everything below. */
  readonly positions: Uint32Array
  readonly views: 1 | 2
  /** f32 [particles × views × nodes × nodeChannels(classes)], see threads/nodeDensities.ts. */
  readonly features: Float32Array
  /** f64 [particles × views × BANDS × classes] energies |C·P Δ_k|². */
  readonly energies: Float64Array
  /** f64 [particles × views × classes] log p(image | class) − log p(image | consensus) at the particle's contrast: 2·Σ shares − energy, all frequencies. */
  readonly likelihood: Float64Array
}

export type EvidenceOptions = {
  /** Slots whose particles are wanted. */
  readonly slots: readonly number[]
  readonly views: 1 | 2
  /** At most so many particles, evenly over the slots. */
  readonly most?: number
  /** Seed of noise in place of the images. */
  readonly noise?: number
}

/** Limit of the low-frequency channel, Fourier pixels over the limit of the run. */
const LOW = 0.5

/**
 * Node densities and class evidence of particles on a model that they should not be part of. The density b is what the
 * consensus leaves, back-projected (Re IFT₂[C(F − C·P V0)] at the projections of a node's voxels, summed); a node's
 * share of class k's evidence is Σ_voxels Δ_k·b. Shares summed over nodes are the linear term ⟨F − C·P V0, C·P Δ_k⟩ of
 * the likelihood (to the precision of bilinear reading), whose energies come from slices of Δ_k. Throws a Failure that
 * names the particle where they are not finite.
 */
export async function measureEvidence(w: Workspace, nodes: Nodes, model: ClassModel, options: EvidenceOptions): Promise<Evidence> {
  const { store, state } = w.set, { views } = options, { classes } = model
  const grid = gridFor(w.limit)
  const { index, positions } = indexOf(w, options)
  const full = withMean(model)
  const { volumes, stride } = await differenceVolumes(w, full)
  const channels = nodeChannels(classes)
  const features = sharedFloats(positions.length * views * nodes.count * channels), energies = sharedDoubles(positions.length * views * BANDS * classes)
  await w.pool.map('nodeDensities', shares(w, options.slots).map(share => ({
    store, state, grid, ...share, index, viewOf: viewsOf(store.coefficients.count), views, lowLimit: Math.max(4, Math.round(LOW * w.limit)), volumes, stride, classes,
    ...pointsOf(nodes, full), nodes: nodes.count, scale: 1 / nodes.size ** 3, features, energies, noise: options.noise ?? null,
  })))
  const densities = new Float32Array(features), energy = new Float64Array(energies)
  const likelihood = Float64Array.from({ length: positions.length * views * classes }, (_, at) => {
    const row = Math.floor(at / classes), k = at % classes
    let linear = 0
    for (let n = 0; n < nodes.count; n++) linear += densities[(row * nodes.count + n) * channels + SHARED_CHANNELS + k]
    return 2 * linear - energy[row * BANDS * classes + k]
  })
  const bad = likelihood.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    const row = w.set.rowAt[positions[Math.floor(bad / (views * classes))]]
    throw new Failure('data', `row ${row + 1} of the particles: its densities on the voxel graph are not finite numbers`, 'look at its image, pose and CTF; without that particle, or with --network off, the run goes through')
  }
  return { positions, views, features: densities, energies: energy, likelihood }
}

/** Consensus and class differences as channels to read slices from. */
async function differenceVolumes(w: Workspace, { classes, differences, limit, size }: ClassModel): Promise<{ volumes: SharedArrayBuffer; stride: number }> {
  const grid = gridFor(w.limit), stride = strideFor(classes + 1)
  const volumes = buffer(w, 'evidence', grid.voxels * stride * 4)
  new Float32Array(volumes).fill(0)
  writeConsensus(w, grid, volumes, stride)
  const pairs = Array.from({ length: Math.ceil(classes / 2) }, (_, p) => [2 * p, Math.min(2 * p + 1, classes - 1)] as const)
  await w.pool.map('mapsToVolumes', pairs.map(([a, b]) => ({
    grid: { ...grid, size }, maps: [differences[a], differences[b]] as const, channels: [a + 1, b === a ? -1 : b + 1] as const, reach: limit + 1, volumes, stride,
  })))
  return { volumes, stride }
}

function indexOf(w: Workspace, { slots, most }: EvidenceOptions): { index: SharedArrayBuffer; positions: Uint32Array } {
  const { count, slotStart } = w.set.store, active = new Uint8Array(w.set.state.active)
  const all = slots.flatMap(slot => Array.from({ length: slotStart[slot + 1] - slotStart[slot] }, (_, i) => slotStart[slot] + i)).filter(p => active[p] === 1)
  const step = Math.max(1, all.length / (most ?? all.length))
  const positions = Uint32Array.from({ length: Math.floor(all.length / step) }, (_, i) => all[Math.floor(i * step)])
  const index = new SharedArrayBuffer(4 * count), to = new Int32Array(index).fill(-1)
  positions.forEach((p, i) => { to[p] = i })
  return { index, positions }
}

/** The voxels of the nodes, and the class differences there with the correction for slices' interpolation taken off again. */
function pointsOf({ size, ofVoxel }: Nodes, { classes, differences }: ClassModel): { points: SharedArrayBuffer; nodeOf: SharedArrayBuffer; templates: SharedArrayBuffer } {
  const inside: number[] = []
  ofVoxel.forEach((node, v) => { if (node >= 0) inside.push(v) })
  const points = sharedFloats(3 * inside.length), nodeOf = new SharedArrayBuffer(4 * inside.length), templates = sharedFloats(classes * inside.length)
  const place = new Float32Array(points), node = new Int32Array(nodeOf), weight = new Float32Array(templates), centre = size >> 1, loss = falloff(size)
  const maps = differences.map(difference => new Float32Array(difference))
  inside.forEach((v, i) => {
    place.set([(v % size - centre) / size, (Math.floor(v / size) % size - centre) / size, (Math.floor(v / size ** 2) - centre) / size], 3 * i)
    node[i] = ofVoxel[v]
    maps.forEach((map, k) => { weight[classes * i + k] = map[v] * loss[v] })
  })
  return { points, nodeOf, templates }
}

/** Neighbours in radius go to different views, so that both see the same frequencies. */
function viewsOf(coefficients: number): SharedArrayBuffer {
  const out = new SharedArrayBuffer(coefficients), view = new Uint8Array(out)
  // Thue–Morse: a deal without a period, which would put ghosts of the particle into its image.
  for (let m = 0; m < coefficients; m++) for (let bits = m; bits > 0; bits >>= 1) view[m] ^= bits & 1
  return out
}
