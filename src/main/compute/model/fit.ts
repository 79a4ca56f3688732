import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs'
import { seededRandom } from '../../numerics/rng.ts'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import { adamStep, startLearning } from './adam.ts'
import type { Tf } from './backends/backend.ts'
import { decodedMaps } from './decodedMaps.ts'
import { featuresOf } from './features.ts'
import { restoreFit, saveFit, type FitState } from './fitCheckpoint.ts'
import { graphTensors } from './graphTensors.ts'
import { Items, type Normalisation } from './items.ts'
import { DECODED, type FitJob, type FitResult, type FitTask, type TrainingFigures, type Weights } from './jobs.ts'
import { crossEntropy, lossOf, mapTargets, meanEvidenceDeviation, prior, type Teaching } from './loss.ts'
import { forward, type Affine, type Batch } from './network.ts'
import { assign, createParameters, flatten, isAutoencoder, toWeights } from './parameters.ts'
import { predict, type Predicted } from './predict.ts'

/** Items over which the learning rate rises to what it is. */
const WARM_UP = 640
/** Items that normalisation and the pooling's affine map are measured on. */
const MEASURED = 512
const MOST_VALIDATED = 256
/** Evaluations on the validation rows, evenly over the presentations; without a gain in PATIENCE of them training ends. */
const EVALUATIONS = 8
const PATIENCE = 3
/** Learning rate of the autoencoder over that of the network, which starts as something to go carefully with. */
const DECODER_PACE = 5

export type FitListener = { progress(done: number, total: number, note: string, figures: TrainingFigures): void; readonly checkpoints: Checkpoints }

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
  const parameters = createParameters(tf, job.graph.nodes, channels, classes, options), variables = Object.values(parameters)
  const batchOf = (part: ArrayLike<number>): Batch => items.batch(tf, part, normal, task.energies)
  const affine = await measureAffine(tf, evenly(train, MEASURED), options.batch, part => {
    const batch = batchOf(part)
    const { pooled } = forward(tf, parameters, graph, batch, logPrior, null, options)
    return pooled
  })
  const autoencoder = Uint8Array.from(Object.entries(parameters).flatMap(([name, { size }]) => Array.from({ length: size }, () => (isAutoencoder(name) ? 1 : 0))))
  const evidenceDeviation = meanEvidenceDeviation(normal, channels, classes)
  const steps = Math.ceil(Math.min(options.presentations, 20 * train.length) / options.batch), every = Math.max(1, Math.floor(steps / EVALUATIONS))

  const predicted = (part: Uint32Array): Promise<Predicted> => predict(tf, parameters, graph, logPrior, affine, options, part, batchOf)
  const validation = async (values: Float32Array): Promise<number> => {
    assign(tf, parameters, values)
    return crossEntropy((await predicted(validate)).logits, validate, task.targets, classes)
  }
  const untrained = async (values: Float32Array): Promise<FitState> => {
    const before = await validation(values)
    return { step: 0, before, best: { step: 0, crossEntropy: before, values }, history: [], learned: startLearning(values) }
  }
  let state = restoreFit(listener.checkpoints, task.name) ?? await untrained(await flatten(tf, variables))
  const firstStep = state.step
  let trainSeconds = 0
  while (state.step < steps && state.step - state.best.step < PATIENCE * every) {
    const start = performance.now()
    const teaching = teachingOf(batchItems(train, options.batch, state.step, options.seed, task.name))
    assign(tf, parameters, state.learned.now)
    const { gradient, entropy, error } = await learn(teaching)
    const rate = options.learningRate * Math.min(1, ((state.step + 1) * options.batch) / WARM_UP) * 0.5 * (1 + Math.cos((Math.PI * state.step) / steps))
    adamStep(state.learned, gradient, state.step, i => (autoencoder[i] === 1 ? DECODER_PACE * rate : rate))
    trainSeconds += (performance.now() - start) / 1000
    state = { ...state, step: state.step + 1 }
    listener.progress(state.step, steps, `${task.name}: cross-entropy ${entropy.toFixed(3)}, map error ${error.toFixed(3)}`,
      { presented: state.step * options.batch, crossEntropy: Math.max(0, entropy), mse: error })
    if (state.step % every !== 0 && state.step !== steps) continue
    const judged = validate.length > 0 ? await validation(state.learned.average) : entropy
    const history = [...state.history, { presented: state.step * options.batch, crossEntropy: Math.max(0, entropy), mse: error, validation: judged }]
    const best = judged < state.best.crossEntropy ? { step: state.step, crossEntropy: judged, values: state.learned.average.slice() } : state.best
    state = { ...state, best, history }
    saveFit(listener.checkpoints, task.name, state)
  }
  const presented = (state.step - firstStep) * options.batch
  // What says when to stop is the classes alone: the autoencoder is kept as it is in the end.
  const kept = state.best.values.map((value, i) => (autoencoder[i] === 1 ? state.learned.average[i] : value))
  assign(tf, parameters, kept)
  const inferStart = performance.now()
  const chosen = itemsOf(task.predictRows)
  const { logits, pooled } = await predicted(chosen)
  const inferSeconds = (performance.now() - inferStart) / 1000
  const decoded = await decodedMaps(tf, parameters, graph, logPrior, affine, job, items, normal, chosen, logits, batchOf)
  const features = task.describes ? await featuresOf(task.predictRows, pooled, job.items, rows => predicted(itemsOf(rows))) : null
  const { history, best, before } = state
  const result: FitResult = {
    name: task.name, logits, features, decoded, before, after: best.crossEntropy, mse: history.at(-1)?.mse ?? 0, epochs: (state.step * options.batch) / Math.max(train.length, 1), history,
    weights: { ...toWeights(parameters, kept), ...constants(normal, await affine.mean.data(), await affine.deviation.data(), job.graph.nodes, channels) },
  }
  tf.dispose([...variables, graph.coordinates, graph.absent, ...graph.proximity, logPrior, affine.mean, affine.deviation])
  return { result, trainSeconds, presented, inferSeconds, parameters: kept.length }

  function teachingOf(part: Uint32Array): Teaching {
    const decoded = Math.min(options.decoded, part.length), shape: [number, number] = [decoded, DECODED ** 3]
    const targets = Float32Array.from({ length: part.length * classes }, (_, i) => task.targets[part[Math.floor(i / classes)] * classes + (i % classes)])
    return {
      batch: batchOf(part), targets: tf.tensor2d(targets, [part.length, classes]),
      volumes: tf.tensor2d(items.volumes(part, decoded, normal), shape), maps: tf.tensor2d(mapTargets(part, decoded, views, classes, task), shape),
    }
  }

  async function learn(teaching: Teaching): Promise<{ gradient: Float32Array; entropy: number; error: number }> {
    const parts: Scalar[] = []
    const { value, grads } = tf.variableGrads(() => {
      const { loss, entropy, error } = lossOf(tf, parameters, graph, logPrior, affine, options, teaching, () => prior(tf, parameters, evidenceDeviation, train.length))
      parts.push(tf.keep(entropy.clone()), tf.keep(error.clone()))
      return loss
    }, variables as Variable[])
    const gradient = await flatten(tf, variables.map(variable => grads[variable.name]))
    const [entropy, error] = await Promise.all(parts.map(async scalar => (await scalar.data())[0]))
    tf.dispose([value, ...Object.values(grads), ...parts, ...tensorsOf(teaching)])
    return { gradient, entropy, error }
  }
}

const tensorsOf = ({ batch: { states, density, evidence, energies }, targets, volumes, maps }: Teaching): Tensor[] => [states, density, ...evidence, ...energies, targets, volumes, maps]

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

