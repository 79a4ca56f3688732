import { writeFileSync } from 'node:fs'
import { DECODED, NETWORK_OPTIONS, type FitJob, type FitTask, type GraphInput, type ItemFile, type NetworkOptions } from '../../src/main/compute/model/jobs.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

export type SyntheticOptions = {
  /** Nodes along an edge of the cube that they fill. */
  readonly side: number
  readonly particles: number
  readonly classes: number
  readonly views: 1 | 2
  readonly seed: number
  /** How strongly a view shows the classes. */
  readonly power: number
  /** Factor on the noise of every third node, which the energies know nothing of: 1 where the Gaussian model is right. */
  readonly excess: number
  /** Labels have nothing to do with the particles. */
  readonly labels: 'true' | 'random'
}

export type Synthetic = {
  readonly graph: GraphInput
  readonly items: ItemFile
  readonly task: FitTask
  /** f64 [particles × views × classes] log-likelihoods, as the energies have it. */
  readonly likelihood: Float64Array
  /** [particles] */
  readonly labels: Uint8Array
}

/**
 * Particles on a cube of nodes as the engine writes them. A node's density is b = p·t_c + √(p/2)·noise with the template t_c of the
 * particle's class and the power p of the view, half of it at low frequencies, so that Σ_v 2 t_k b − p t_k² is the likelihood.
 */
export function synthetic(path: string, { side, particles, classes, views, seed, power, excess, labels: kind }: SyntheticOptions): Synthetic {
  const random = seededRandom(seed), nodes = side ** 3, channels = 3 + 2 * classes
  const place = (v: number): number[] => [0, 1, 2].map(axis => (2 * (Math.floor(v / side ** axis) % side)) / (side - 1) - 1)
  // Smooth templates of zero mean over the classes.
  const waves = Array.from({ length: classes }, () => Array.from({ length: 4 }, () => 2 * random.normal()))
  const raw = Float64Array.from({ length: nodes * classes }, (_, i) => {
    const [x, y, z] = place(Math.floor(i / classes)), [a, b, c, d] = waves[i % classes]
    return Math.cos(a * x + b * y + c * z + d) / Math.sqrt(nodes)
  })
  const template = (v: number, k: number): number => raw[v * classes + k] - Array.from({ length: classes }, (_, j) => raw[v * classes + j]).reduce((x, y) => x + y) / classes
  const templates = Float64Array.from({ length: nodes * classes }, (_, i) => template(Math.floor(i / classes), i % classes))
  const norms = Array.from({ length: classes }, (_, k) => Array.from({ length: nodes }, (_, v) => templates[v * classes + k] ** 2).reduce((a, b) => a + b))

  const truth = Uint8Array.from({ length: particles }, () => random.integer(classes)), guess = truth.map(() => random.integer(classes))
  const labels = kind === 'true' ? truth : guess
  const features = new Float32Array(particles * views * nodes * channels), energies = new Float32Array(particles * views * 2 * classes), likelihood = new Float64Array(particles * views * classes)
  for (let item = 0; item < particles * views; item++) {
    const p = (power * (0.5 + random.uniform())) / views, label = truth[Math.floor(item / views)]
    for (let k = 0; k < classes; k++) {
      energies[item * 2 * classes + k] = p * norms[k]
      energies[item * 2 * classes + classes + k] = (p / 2) * norms[k]
    }
    for (let v = 0; v < nodes; v++) {
      const at = (item * nodes + v) * channels, noise = (v % 3 === 0 ? excess : 1) * Math.sqrt(p / 4), signal = (p / 2) * templates[v * classes + label]
      const low = signal + noise * random.normal(), all = low + signal + noise * random.normal()
      features.set([all, low, p * Math.abs(templates[v * classes])], at)
      for (let k = 0; k < classes; k++) {
        features[at + 3 + k] = templates[v * classes + k] * all
        features[at + 3 + classes + k] = templates[v * classes + k] * low
      }
    }
    for (let k = 0; k < classes; k++) {
      let linear = 0
      for (let v = 0; v < nodes; v++) linear += features[(item * nodes + v) * channels + 3 + k]
      likelihood[item * classes + k] = 2 * linear - energies[item * 2 * classes + k]
    }
  }
  writeFileSync(path, new Uint8Array(features.buffer))

  // Maps of standard deviation 1.
  const deviation = Math.sqrt(norms.reduce((a, b) => a + b))
  const cube = DECODED ** 3, maps = new Float32Array(2 * classes * cube), nodeOfVoxel = new Int32Array(cube)
  for (let voxel = 0; voxel < cube; voxel++) {
    const at = [0, 1, 2].map(axis => Math.floor(((Math.floor(voxel / DECODED ** axis) % DECODED) * side) / DECODED))
    const node = (at[2] * side + at[1]) * side + at[0]
    nodeOfVoxel[voxel] = voxel % 11 === 0 ? -1 : node
    for (let half = 0; half < 2; half++) for (let k = 0; k < classes; k++) maps[(half * classes + k) * cube + voxel] = (templates[node * classes + k] * Math.sqrt(nodes * classes)) / deviation + 0.1 * random.normal()
  }
  const pairs: [number, number, number][] = []
  for (let i = 0; i < nodes; i++) for (let j = i + 1; j < nodes; j++) {
    const [a, b] = [place(i), place(j)], distance = (Math.hypot(...a.map((v, axis) => v - b[axis])) * (side - 1)) / 2
    if (distance < 1.5) pairs.push([i, j, distance])
  }
  const third = Math.floor(particles / 3), rows = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, i) => from + i)
  return {
    graph: {
      nodes, coordinates: Float32Array.from({ length: nodes * 3 }, (_, i) => place(Math.floor(i / 3))[i % 3]), nodeOfVoxel,
      from: Uint32Array.from(pairs, pair => pair[0]), to: Uint32Array.from(pairs, pair => pair[1]), weight: Float32Array.from(pairs, () => 0.1 + 0.5 * random.uniform()), distance: Float32Array.from(pairs, pair => pair[2] / 1.5),
    },
    items: { path, rows: particles, views, channels, classes },
    task: {
      name: 'synthetic', trainRows: rows(0, third), validateRows: rows(third, 2 * third), predictRows: rows(2 * third, particles), energies,
      targets: Float32Array.from({ length: particles * views * classes }, (_, i) => (labels[Math.floor(i / (views * classes))] === i % classes ? 1 : 0)),
      logPrior: Float32Array.from({ length: classes }, (_, k) => Math.log((k + 2) / Array.from({ length: classes }, (_, j) => j + 2).reduce((a, b) => a + b))), maps, half: Uint8Array.from({ length: particles }, (_, i) => i & 1),
    },
    likelihood, labels,
  }
}

export const job = ({ graph, items, task }: Synthetic, checkpoints: string, options: Partial<NetworkOptions> = {}, backend: FitJob['backend'] = 'tensorflow'): FitJob =>
  ({ kind: 'fit', backend, graph, items, options: { ...NETWORK_OPTIONS, ...options }, tasks: [task], checkpoints })
