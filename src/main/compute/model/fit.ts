import type { AdamOptimizer, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs'
import { seededRandom } from '../../numerics/rng.ts'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import { decode, encode } from './autoencoder.ts'
import type { Tf } from './backends/backend.ts'
import { restoreFit, saveFit, type FitState } from './fitCheckpoint.ts'
import { graphTensors } from './graphTensors.ts'
import { Items, type Normalisation } from './items.ts'
import { DECODED, type FitJob, type FitResult, type FitTask, type Weights } from './jobs.ts'
import { forward, type Affine, type Batch } from './network.ts'
import { createParameters, readWeights, writeWeights, type Parameters } from './parameters.ts'
import { predict } from './predict.ts'

const WARM_UP = 20
/** What a step leaves of the running average of the weights, which is what is judged and kept (Polyak and Juditsky 1992). */
const MEMORY = 0.97
/** Items that normalisation and the pooling's affine map are measured on. */
const MEASURED = 512
const MOST_VALIDATED = 256
/** Evaluations on the validation rows, evenly over the presentations; without a gain in PATIENCE of them training ends. */
const EVALUATIONS = 8
const PATIENCE = 3
/** Standard deviation of a node's trust about 1, and of a node's free weight in units of the deviation of its evidence. */
const TRUST_SPREAD = 0.5
const DENSITY_SPREAD = 0.5
/** Standard deviation of what the readout adds for each unit of a pooled state. */
const READOUT_SPREAD = 0.1
const DECODED_ITEMS = 32

export type FitListener = { progress(done: number, total: number, note: string): void; readonly checkpoints: Checkpoints }

/**
 * Trains one network end to end, cross-entropy + λ · squared error of the decoded maps, from the likelihood on; stops where
 * the cross-entropy of particles that do not train is lowest, which may be at the start; labels the rows to be predicted.
 * Takes up its checkpoint where there is one.
 */
export async function fit(tf: Tf, job: FitJob, task: FitTask, items: Items, listener: FitListener): Promise<{ result: FitResult; trainSeconds: number; presented: number; inferSeconds: number; parameters: number }> {
  const { options } = job, { views, classes, channels } = job.items
  const itemsOf = (rows: Uint32Array): Uint32Array => Uint32Array.from({ length: rows.length * views }, (_, i) => rows[Math.floor(i / views)] * views + (i % views))
  const train = itemsOf(task.trainRows), validate = evenly(itemsOf(task.validateRows), MOST_VALIDATED)
  const normal = items.normalisation(evenly(train, MEASURED))
  const graph = graphTensors(tf, job.graph), logPrior = tf.tensor1d(task.logPrior)
  const fresh = () => createParameters(tf, job.graph.nodes, channels, classes, options)
  const parameters = fresh(), average = fresh(), variables = Object.values(parameters)
  const batchOf = (part: ArrayLike<number>): Batch => items.batch(tf, part, normal, task.energies)
  const targetsOf = (part: ArrayLike<number>): Tensor2D => tf.tensor2d(Float32Array.from({ length: part.length * classes }, (_, i) => task.targets[part[Math.floor(i / classes)] * classes + (i % classes)]), [part.length, classes])
  const affine = await measureAffine(tf, evenly(train, MEASURED), options.batch, part => {
    const batch = batchOf(part)
    const { pooled } = forward(tf, parameters, graph, batch, logPrior, null, options)
    return pooled
  })
  const evidenceDeviation = meanEvidenceDeviation(normal, channels, classes)
  const optimizer = tf.train.adam(options.learningRate, 0.9, 0.99)
  const steps = Math.ceil(Math.min(options.presentations, 20 * train.length) / options.batch), every = Math.max(1, Math.floor(steps / EVALUATIONS))

  const crossEntropyOn = async (part: Uint32Array): Promise<number> => {
    const logits = await predict(tf, average, graph, logPrior, affine, options, part, batchOf)
    return crossEntropy(logits, part, task.targets, classes)
  }
  let state: FitState = await restoreFit(tf, listener.checkpoints, task.name, parameters, average, optimizer)
    ?? untrained(await crossEntropyOn(validate), await readWeights(parameters))
  const start = performance.now(), firstStep = state.step
  const maps = task.maps, cube = DECODED ** 3
  while (state.step < steps && state.step - state.best.step < PATIENCE * every) {
    const part = batchItems(train, options.batch, state.step, options.seed, task.name)
    optimizerRate(optimizer, options.learningRate * Math.min(1, (state.step + 1) / WARM_UP) * 0.5 * (1 + Math.cos((Math.PI * state.step) / steps)))
    const decoded = Math.min(options.decoded, part.length)
    const batch = batchOf(part), targets = targetsOf(part)
    const volumes = tf.tensor(items.volumes(part, decoded, normal), [decoded, cube]), wanted = tf.tensor(mapTargets(part, decoded, views, classes, task, maps), [decoded, cube])
    const parts: Scalar[] = []
    const { value, grads } = tf.variableGrads(() => {
      const { logits, pooled } = forward(tf, parameters, graph, batch, logPrior, affine, options)
      const entropy = tf.neg(tf.mean(tf.logSumExp(tf.add(tf.log(tf.add(targets, 1e-9)), tf.logSoftmax(logits)), 1))) as Scalar
      const head = <T extends Tensor>(x: T) => tf.slice(x, [0, 0], [decoded, x.shape[1]!]) as Tensor2D
      const picture = decode(tf, parameters, encode(tf, parameters, volumes), head(pooled), tf.softmax(head(logits)))
      const error = tf.mean(tf.squaredDifference(picture, wanted)) as Scalar
      parts.push(tf.keep(entropy.clone()), tf.keep(error.clone()))
      return tf.addN([entropy, tf.mul(error, options.lambda), prior(tf, parameters, evidenceDeviation, train.length)]) as Scalar
    }, variables as Variable[])
    optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
    follow(tf, average, parameters, state.step)
    const [entropy, error] = await Promise.all(parts.map(async scalar => (await scalar.data())[0]))
    tf.dispose([value, ...Object.values(grads), ...parts, ...tensorsOf(batch), targets, volumes, wanted])
    state = { ...state, step: state.step + 1 }
    listener.progress(state.step, steps, `${task.name}: cross-entropy ${entropy.toFixed(3)}, map error ${error.toFixed(3)}`)
    if (state.step % every !== 0 && state.step !== steps) continue
    const validation = validate.length > 0 ? await crossEntropyOn(validate) : entropy
    const history = [...state.history, { presented: state.step * options.batch, crossEntropy: Math.max(0, entropy), mse: error, validation }]
    const best = validation < state.best.crossEntropy ? { step: state.step, crossEntropy: validation, weights: await readWeights(average) } : state.best
    state = { ...state, best, history }
    await saveFit(listener.checkpoints, task.name, parameters, average, optimizer, state)
  }
  const trainSeconds = (performance.now() - start) / 1000, presented = (state.step - firstStep) * options.batch
  writeWeights(tf, average, state.best.weights)
  const inferStart = performance.now()
  const chosen = itemsOf(task.predictRows)
  const logits = await predict(tf, average, graph, logPrior, affine, options, chosen, batchOf)
  const inferSeconds = (performance.now() - inferStart) / 1000
  const decoded = await decodedMaps(tf, average, graph, logPrior, affine, job, items, normal, chosen, logits, batchOf)
  const { history, best, before } = state
  const result: FitResult = {
    name: task.name, logits, decoded, before, after: best.crossEntropy, mse: history.at(-1)?.mse ?? 0, epochs: (state.step * options.batch) / Math.max(train.length, 1), history,
    weights: { ...best.weights, ...constants(normal, await affine.mean.data(), await affine.deviation.data(), job.graph.nodes, channels) },
  }
  const count = variables.reduce((sum, v) => sum + v.size, 0)
  tf.dispose([...variables, ...Object.values(average), graph.coordinates, graph.absent, ...graph.proximity, logPrior, affine.mean, affine.deviation])
  optimizer.dispose()
  return { result, trainSeconds, presented, inferSeconds, parameters: count }
}

const tensorsOf = ({ states, density, evidence, energies }: Batch): Tensor[] => [states, density, ...evidence, ...energies]

function follow(tf: Tf, average: Parameters, parameters: Parameters, step: number): void {
  // Early on the average forgets faster, so that it does not hang on to where training began.
  const memory = Math.min(MEMORY, step / (step + 10))
  tf.tidy(() => { for (const [name, kept] of Object.entries(average)) kept.assign(tf.add(tf.mul(kept, memory), tf.mul(parameters[name], 1 - memory))) })
}

const untrained = (crossEntropy: number, weights: Weights): FitState => ({ step: 0, before: crossEntropy, best: { step: 0, crossEntropy, weights }, history: [] })

/** What goes into a model file beside the trained weights. */
const constants = (normal: Normalisation, mean: ArrayLike<number>, deviation: ArrayLike<number>, nodes: number, channels: number): Weights => ({
  'normal.mean': { shape: [nodes, channels], values: normal.mean }, 'normal.deviation': { shape: [nodes, channels], values: normal.deviation },
  'affine.mean': { shape: [mean.length], values: Float32Array.from(mean) }, 'affine.deviation': { shape: [deviation.length], values: Float32Array.from(deviation) },
})

function evenly(items: Uint32Array, most: number): Uint32Array {
  const count = Math.min(items.length, most)
  return Uint32Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)])
}

/** The items of a step: every epoch is a permutation of its own, so a step needs no memory of those before it. */
function batchItems(train: Uint32Array, size: number, step: number, seed: number, name: string): Uint32Array {
  const perEpoch = Math.max(1, Math.floor(train.length / size))
  const order = seededRandom(seed).fork(name).fork(Math.floor(step / perEpoch)).permutation(train.length)
  const from = (step % perEpoch) * size
  return Uint32Array.from(order.subarray(from, from + size), i => train[i])
}

function optimizerRate(optimizer: AdamOptimizer, rate: number): void {
  // The rate is a public property of every tfjs optimizer that its types keep protected.
  ;(optimizer as unknown as { learningRate: number }).learningRate = rate
}

/** Targets of the decoder: Σ_k t_k times class k's map of the half-set that the particle is not in. */
function mapTargets(part: Uint32Array, count: number, views: number, classes: number, task: FitTask, maps: Float32Array): Float32Array {
  const cube = DECODED ** 3, out = new Float32Array(count * cube)
  for (let i = 0; i < count; i++) {
    const other = 1 - task.half[Math.floor(part[i] / views)]
    for (let k = 0; k < classes; k++) {
      const q = task.targets[part[i] * classes + k], from = (other * classes + k) * cube
      for (let v = 0; v < cube; v++) out[i * cube + v] += q * maps[from + v]
    }
  }
  return out
}

/** −log of the Gaussian prior that keeps nodes near the likelihood, per training item. */
function prior(tf: Tf, p: Parameters, evidenceDeviation: number, items: number): Scalar {
  const trust = tf.addN([0, 1].map(band => tf.sum(tf.square(tf.sub(p[`read.trust${band}`], 1))))), free = tf.sum(tf.square(p['read.density']))
  const readout = tf.addN(['read.gate', 'read.temperature', 'read.share', 'read.class'].map(name => tf.sum(tf.square(p[name]))))
  return tf.div(tf.addN([tf.div(trust, 2 * TRUST_SPREAD ** 2), tf.div(free, 2 * (DENSITY_SPREAD * evidenceDeviation) ** 2), tf.div(readout, 2 * READOUT_SPREAD ** 2)]), items) as Scalar
}

function meanEvidenceDeviation({ deviation }: Normalisation, channels: number, classes: number): number {
  let squares = 0, n = 0
  for (let at = 0; at < deviation.length; at++) {
    if (at % channels < channels - 2 * classes) continue
    squares += deviation[at] ** 2
    n++
  }
  return Math.sqrt(squares / n)
}

async function measureAffine(tf: Tf, items: Uint32Array, size: number, pooledOf: (part: Uint32Array) => Tensor2D): Promise<Affine> {
  const parts: Tensor2D[] = []
  for (let from = 0; from < items.length; from += size) parts.push(tf.tidy(() => pooledOf(items.subarray(from, from + size))))
  const affine = tf.tidy(() => {
    const { mean, variance } = tf.moments(tf.concat(parts, 0), 0)
    return { mean: tf.keep(mean) as Tensor1D, deviation: tf.keep(tf.sqrt(tf.add(variance, 1e-6))) as Tensor1D }
  })
  tf.dispose(parts)
  return affine
}

/** −log Σ_k t_k p_k, nats per item: the cross-entropy of a label, or of what is likely to be one. */
function crossEntropy(logits: Float32Array, part: Uint32Array, targets: Float32Array, classes: number): number {
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

/** Mean decoded map of each class over the particles that are most certainly in it. */
async function decodedMaps(
  tf: Tf, p: Parameters, graph: ReturnType<typeof graphTensors>, logPrior: Tensor1D, affine: Affine, job: FitJob, items: Items, normal: Normalisation,
  part: Uint32Array, logits: Float32Array, batchOf: (part: ArrayLike<number>) => Batch,
): Promise<Float32Array> {
  const { classes } = job.items, cube = DECODED ** 3, out = new Float32Array(classes * cube)
  for (let k = 0; k < classes; k++) {
    const margin = (i: number) => {
      let rival = -Infinity
      for (let j = 0; j < classes; j++) if (j !== k) rival = Math.max(rival, logits[i * classes + j])
      return logits[i * classes + k] - (classes > 1 ? rival : 0)
    }
    const members = Array.from(part, (_, i) => i).toSorted((a, b) => margin(b) - margin(a)).slice(0, DECODED_ITEMS).map(i => part[i])
    if (members.length === 0) continue
    const volumes = items.volumes(members, members.length, normal)
    const mean = tf.tidy(() => {
      const { pooled } = forward(tf, p, graph, batchOf(members), logPrior, affine, job.options)
      const one = tf.tensor2d(Float32Array.from({ length: members.length * classes }, (_, i) => (i % classes === k ? 1 : 0)), [members.length, classes])
      return tf.mean(decode(tf, p, encode(tf, p, tf.tensor(volumes, [members.length, cube])), pooled, one), 0)
    })
    out.set(await mean.data() as Float32Array, k * cube)
    mean.dispose()
  }
  return out
}
