import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs'
import { decode, encode } from './autoencoder.ts'
import type { Tf } from './backends/backend.ts'
import type { GraphTensors } from './graphTensors.ts'
import type { Normalisation } from './items.ts'
import { DECODED, type FitTask, type NetworkOptions } from './jobs.ts'
import { forward, type Affine, type Batch } from './network.ts'
import type { Parameters } from './parameters.ts'

/** Standard deviation of a node's trust about 1, and of a node's free weight in units of the deviation of its evidence. */
const TRUST_SPREAD = 0.5
const DENSITY_SPREAD = 0.5
/** Standard deviation of what the readout adds for each unit of a pooled state. */
const READOUT_SPREAD = 0.1

/** What a step is taught with. */
export type Teaching = {
  readonly batch: Batch
  /** [items × classes] */
  readonly targets: Tensor2D
  /** Of the first items: standardised densities and the maps to be decoded, [decoded × DECODED³] each. */
  readonly volumes: Tensor2D
  readonly maps: Tensor2D
}

/** Cross-entropy, −log Σ_k t_k p_k per item, + λ · squared error of the decoded maps + the prior; and the first two by themselves. */
export function lossOf(
  tf: Tf, p: Parameters, graph: GraphTensors, logPrior: Tensor1D, affine: Affine, options: NetworkOptions, { batch, targets, volumes, maps }: Teaching, negativeLogPrior: () => Scalar,
): { loss: Scalar; entropy: Scalar; error: Scalar } {
  const { logits, pooled } = forward(tf, p, graph, batch, logPrior, affine, options)
  const entropy = tf.neg(tf.mean(tf.logSumExp(tf.add(tf.log(tf.add(targets, 1e-9)), tf.logSoftmax(logits)), 1))) as Scalar
  const head = <T extends Tensor>(x: T) => tf.slice(x, [0, 0], [volumes.shape[0], x.shape[1]!]) as Tensor2D
  const picture = decode(tf, p, encode(tf, p, volumes), head(pooled), tf.softmax(head(logits)))
  const error = tf.mean(tf.squaredDifference(picture, maps)) as Scalar
  return { loss: tf.addN([entropy, tf.mul(error, options.lambda), negativeLogPrior()]) as Scalar, entropy, error }
}

/** −log of the Gaussian prior that keeps nodes near the likelihood, per training item. */
export function prior(tf: Tf, p: Parameters, evidenceDeviation: number, items: number): Scalar {
  const trust = tf.addN([0, 1].map(band => tf.sum(tf.square(tf.sub(p[`read.trust${band}`], 1))))), free = tf.sum(tf.square(p['read.density']))
  const readout = tf.addN(['read.gate', 'read.temperature', 'read.share', 'read.class'].map(name => tf.sum(tf.square(p[name]))))
  return tf.div(tf.addN([tf.div(trust, 2 * TRUST_SPREAD ** 2), tf.div(free, 2 * (DENSITY_SPREAD * evidenceDeviation) ** 2), tf.div(readout, 2 * READOUT_SPREAD ** 2)]), items) as Scalar
}

export function meanEvidenceDeviation({ deviation }: Normalisation, channels: number, classes: number): number {
  let squares = 0, n = 0
  for (let at = 0; at < deviation.length; at++) {
    if (at % channels < channels - 2 * classes) continue
    squares += deviation[at] ** 2
    n++
  }
  return Math.sqrt(squares / n)
}

/** Targets of the decoder: Σ_k t_k times class k's map of the half-set that the particle is not in. */
export function mapTargets(part: Uint32Array, count: number, views: number, classes: number, task: FitTask): Float32Array {
  const cube = DECODED ** 3, out = new Float32Array(count * cube)
  for (let i = 0; i < count; i++) {
    const other = 1 - task.half[Math.floor(part[i] / views)]
    for (let k = 0; k < classes; k++) {
      const q = task.targets[part[i] * classes + k], from = (other * classes + k) * cube
      for (let v = 0; v < cube; v++) out[i * cube + v] += q * task.maps[from + v]
    }
  }
  return out
}

/** −log Σ_k t_k p_k, nats per item: the cross-entropy of a label, or of what is likely to be one. */
export function crossEntropy(logits: Float32Array, part: Uint32Array, targets: Float32Array, classes: number): number {
  let sum = 0
  for (let i = 0; i < part.length; i++) {
    let highest = -Infinity, total = 0
    for (let k = 0; k < classes; k++) highest = Math.max(highest, logits[i * classes + k])
    for (let k = 0; k < classes; k++) total += Math.exp(logits[i * classes + k] - highest)
    let likely = 0
    for (let k = 0; k < classes; k++) likely += targets[part[i] * classes + k] * Math.exp(logits[i * classes + k] - highest)
    sum -= Math.log(Math.max(likely, 1e-30) / total)
  }
  return sum / Math.max(part.length, 1)
}
