import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Scalar, Tensor2D, Variable } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { decode, encode } from '../../src/main/compute/model/autoencoder.ts'
import type { Tf } from '../../src/main/compute/model/backends/backend.ts'
import { openTensorFlow } from '../../src/main/compute/model/backends/tensorflow.ts'
import { openWasm } from '../../src/main/compute/model/backends/wasm.ts'
import { fit } from '../../src/main/compute/model/fit.ts'
import { graphTensors, type GraphTensors } from '../../src/main/compute/model/graphTensors.ts'
import { Items } from '../../src/main/compute/model/items.ts'
import { DECODED, NETWORK_OPTIONS, type FitResult } from '../../src/main/compute/model/jobs.ts'
import { forward, type Affine, type Batch } from '../../src/main/compute/model/network.ts'
import { createParameters, type Parameters } from '../../src/main/compute/model/parameters.ts'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { scratch } from '../pipeline/sets.ts'
import { job, synthetic, type Synthetic } from './syntheticItems.ts'

const folder = scratch()
folder.empty('items')
const OPTIONS = { ...NETWORK_OPTIONS, width: 8, heads: 2, embedding: 4, seed: 4 }
const CLASSES = 3

let tf: Tf, set: Synthetic
beforeAll(async () => {
  ;({ tf } = await openTensorFlow())
  set = synthetic(folder.path('items', 'items.f32'), { side: 3, particles: 120, classes: CLASSES, views: 1, seed: 2, power: 8, excess: 5, labels: 'true' })
})

/** A network whose every number is at work: weights away from where they start, and an affine map. */
function somewhere(nodes: number, channels: number): { parameters: Parameters; affine: Affine } {
  const parameters = createParameters(tf, nodes, channels, CLASSES, OPTIONS), random = seededRandom(12)
  for (const variable of Object.values(parameters)) {
    const values = Float32Array.from(variable.dataSync(), v => v + 0.15 * random.normal())
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
  }
  const line = (start: number, spread: number) => tf.tensor1d(Float32Array.from({ length: OPTIONS.width }, () => start + spread * random.normal()))
  return { parameters, affine: { mean: line(0.3, 0.2), deviation: line(1, 0.1) } }
}

/** The network as its formulas have it, node by node in double precision; one particle. */
function plainLogits(parameters: Parameters, affine: Affine, batch: Batch, item: number): number[] {
  const { graph, task } = set, { nodes } = graph, H = OPTIONS.width, items = batch.density.shape[1]
  const all = Object.fromEntries(Object.entries(parameters).map(([name, variable]) => [name, Array.from(variable.dataSync())]))
  const times = (x: readonly number[], name: string, columns: number): number[] => Array.from({ length: columns }, (_, c) => x.reduce((sum, v, r) => sum + v * all[name][r * columns + c], 0))
  const add = (...terms: readonly number[][]): number[] => terms[0].map((_, i) => terms.reduce((sum, term) => sum + term[i], 0))
  const elu = (x: number[]): number[] => x.map(v => (v > 0 ? v : Math.expm1(v)))
  const row = (values: ArrayLike<number>, at: number, length: number): number[] => Array.from({ length }, (_, i) => values[at * length + i])
  const each = <T>(value: (n: number) => T): T[] => Array.from({ length: nodes }, (_, n) => value(n))
  const [states, density] = [batch.states.dataSync(), batch.density.dataSync()], channels = batch.states.shape[2]
  const place = each(n => [...row(graph.coordinates, n, 3), ...row(all.embedding, n, OPTIONS.embedding)])
  let h = each(n => add(times(row(states, n * items + item, channels), 'in.density', H), times(place[n], 'in.place', H), all['in.bias']).map(v => (v > 0 ? v : Math.expm1(v))))
  for (let l = 0; l < OPTIONS.layers; l++) {
    const message = h.map(x => elu(add(times(x, `${l}.message`, H), all[`${l}.messageBias`]))), source = h.map(x => Math.exp(4 * Math.tanh(times(x, `${l}.attention`, 1)[0] / 4)))
    const near = (weight: number, distance: number): number => Math.exp([Math.log(weight + 1e-3), distance, distance ** 2].reduce((sum, basis, b) => sum + basis * all[`${l}.proximity`][b], 0))
    const neighbours = each(n => [[n, near(1, 0)]])
    graph.from.forEach((i, e) => {
      const j = graph.to[e], value = near(graph.weight[e], graph.distance[e])
      neighbours[i].push([j, value])
      neighbours[j].push([i, value])
    })
    h = h.map((x, n) => {
      const norm = neighbours[n].reduce((sum, [j, value]) => sum + value * source[j], 0)
      const received = Array.from({ length: H }, (_, c) => neighbours[n].reduce((sum, [j, value]) => sum + value * source[j] * message[j][c], 0) / norm)
      return add(x, elu(add(times(x, `${l}.own`, H), times(received, `${l}.received`, H), all[`${l}.bias`])))
    })
  }
  const attention = h.map((x, n) => add(times(x, 'pool.state', OPTIONS.heads), times(place[n], 'pool.place', OPTIONS.heads)).map(Math.exp))
  const [mean, deviation] = [affine.mean.dataSync(), affine.deviation.dataSync()]
  const pooled = Array.from({ length: H }, (_, c) => {
    const head = Math.floor(c / (H / OPTIONS.heads)), total = attention.reduce((sum, a) => sum + a[head], 0)
    return (h.reduce((sum, x, n) => sum + x[c] * attention[n][head], 0) / total - mean[c]) / deviation[c]
  })
  const gate = h.map(x => 2 / (1 + Math.exp(-times(x, 'read.gate', 1)[0])))
  const temperature = Math.exp(all['read.scale'][0] + times(pooled, 'read.temperature', 1)[0]), share = all['read.low'][0] + times(pooled, 'read.share', 1)[0], classes = times(pooled, 'read.class', CLASSES)
  return Array.from({ length: CLASSES }, (_, k) => {
    const likelihood = [0, 1].map(band => {
      const evidence = batch.evidence[band].dataSync()
      return 2 * each(n => gate[n] * all[`read.trust${band}`][n * CLASSES + k] * evidence[(n * items + item) * CLASSES + k]).reduce((a, b) => a + b) - batch.energies[band].dataSync()[item * CLASSES + k]
    })
    const correction = each(n => gate[n] * all['read.density'][n * CLASSES + k] * density[n * items + item]).reduce((a, b) => a + b)
    return task.logPrior[k] + temperature * likelihood[0] + share * likelihood[1] + correction + classes[k]
  })
}

describe('the network', () => {
  let graph: GraphTensors, batch: Batch, parameters: Parameters, affine: Affine, items: Items
  const chosen = Uint32Array.of(3, 50, 51, 119, 7)
  beforeAll(() => {
    items = new Items(set.items, set.graph)
    graph = graphTensors(tf, set.graph)
    batch = items.batch(tf, chosen, items.normalisation(Uint32Array.from({ length: 120 }, (_, i) => i)), set.task.energies)
    ;({ parameters, affine } = somewhere(set.graph.nodes, set.items.channels))
  })

  test('computes what its formulas say', () => {
    const logits = tf.tidy(() => forward(tf, parameters, graph, batch, tf.tensor1d(set.task.logPrior), affine, OPTIONS).logits.dataSync())
    for (let item = 0; item < chosen.length; item++) {
      const expected = plainLogits(parameters, affine, batch, item), own = Array.from(logits.subarray(item * CLASSES, (item + 1) * CLASSES))
      for (const k of [0, 1, 2]) expect(Math.abs(own[k] - expected[k]) / Math.max(...expected.map(Math.abs))).toBeLessThan(2e-5)
    }
  })

  test('gives a particle the same logits in whatever company, and in whatever order the edges are listed', () => {
    const of = (part: Uint32Array, graph: GraphTensors) => tf.tidy(() => {
      const normal = items.normalisation(Uint32Array.from({ length: 120 }, (_, i) => i))
      return forward(tf, parameters, graph, items.batch(tf, part, normal, set.task.energies), tf.tensor1d(set.task.logPrior), affine, OPTIONS).logits.arraySync()
    })
    const { from, to, weight, distance } = set.graph, turned = graphTensors(tf, { ...set.graph, from: to.toReversed(), to: from.toReversed(), weight: weight.toReversed(), distance: distance.toReversed() })
    const [alone, together, other] = [of(chosen.subarray(3, 4), graph)[0], of(chosen, graph)[3], of(chosen, turned)[3]]
    for (const k of [0, 1, 2]) for (const logits of [together, other]) expect(Math.abs(alone[k] - logits[k])).toBeLessThan(1e-4 * Math.max(...alone.map(Math.abs)))
  })

  test('stands the largest evidence that there is: no infinities, and no gradient is lost', () => {
    const huge: Batch = { ...batch, states: tf.mul(batch.states, 1e3) }
    const { value, grads } = tf.variableGrads(() => tf.sum(tf.logSoftmax(forward(tf, parameters, graph, huge, tf.tensor1d(set.task.logPrior), affine, OPTIONS).logits)) as Scalar, Object.values(parameters).filter((_, i) => i < 3) as Variable[])
    expect([value, ...Object.values(grads)].every(tensor => tensor.dataSync().every(Number.isFinite))).toBe(true)
  })

  /** As in fit.ts: cross-entropy, λ times the squared error of the decoded maps, and the prior. */
  function loss(): Scalar {
    const cube = DECODED ** 3, decoded = 2
    const { logits, pooled } = forward(tf, parameters, graph, batch, tf.tensor1d(set.task.logPrior), affine, OPTIONS)
    const targets = tf.tensor2d(Array.from(chosen, item => Array.from({ length: CLASSES }, (_, k) => 0.1 + 0.7 * set.task.targets[item * CLASSES + k])))
    const entropy = tf.neg(tf.mean(tf.logSumExp(tf.add(tf.log(targets), tf.logSoftmax(logits)), 1)))
    const head = (x: Tensor2D): Tensor2D => tf.slice(x, [0, 0], [decoded, x.shape[1]])
    const normal = items.normalisation(Uint32Array.from({ length: 120 }, (_, i) => i))
    const picture = decode(tf, parameters, encode(tf, parameters, tf.tensor2d(items.volumes(chosen, decoded, normal), [decoded, cube])), head(pooled), tf.softmax(head(logits)))
    const error = tf.mean(tf.squaredDifference(picture, tf.tensor2d(set.task.maps.subarray(cube, cube * (1 + decoded)), [decoded, cube])))
    const prior = tf.addN(['read.trust0', 'read.trust1', 'read.density', 'read.gate', 'read.temperature', 'read.share', 'read.class'].map(name => tf.sum(tf.square(tf.sub(parameters[name], name.includes('trust') ? 1 : 0)))))
    return tf.addN([entropy, error, tf.mul(prior, 0.02)]) as Scalar
  }

  test('the gradient of the whole loss is that of finite differences, for every group of parameters', () => {
    const { value, grads } = tf.variableGrads(loss, Object.values(parameters) as Variable[])
    value.dispose()
    const random = seededRandom(33), wrong: string[] = []
    for (const [name, variable] of Object.entries(parameters)) {
      const kept = Float32Array.from(variable.dataSync()), gradient = Float32Array.from(grads[variable.name].dataSync())
      const norm = Math.hypot(...gradient)
      // Along the gradient, where the slope is steepest, and at random beside it.
      const step = 0.003, direction = gradient.map(v => v / norm + random.normal() / Math.sqrt(kept.length))
      const at = (amount: number): number => {
        put(variable, kept.map((v, i) => v + amount * direction[i]))
        return tf.tidy(() => loss().dataSync()[0])
      }
      const slope = (at(step) - at(-step)) / (2 * step), expected = gradient.reduce((sum, g, i) => sum + g * direction[i], 0)
      if (!(Math.abs(slope - expected) < 0.02 * norm + 5e-4)) wrong.push(`${name}: ${slope} instead of ${expected}, gradient ${norm}`)
      put(variable, kept)
      // Nothing is left out of the loss.
      if (!(norm > 1e-4)) wrong.push(`${name}: no gradient`)
    }
    expect(wrong).toEqual([])
  })

  const put = (variable: Variable, values: Float32Array): void => tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
})

test('the autoencoder learns a map for each class, whatever the particle', () => {
  const cube = DECODED ** 3, parameters = createParameters(tf, 27, set.items.channels, CLASSES, OPTIONS), optimizer = tf.train.adam(0.02), random = seededRandom(1)
  const maps = tf.tensor2d(set.task.maps.subarray(0, CLASSES * cube), [CLASSES, cube]), one = tf.eye(CLASSES) as Tensor2D
  const noise = (length: number): Tensor2D => tf.tensor2d(Float32Array.from({ length: CLASSES * length }, () => random.normal()), [CLASSES, length])
  const error = (): Scalar => tf.tidy(() => tf.mean(tf.squaredDifference(decode(tf, parameters, encode(tf, parameters, noise(cube)), noise(OPTIONS.width), one), maps)))
  const variance = tf.tidy(() => tf.mean(tf.square(maps)).dataSync()[0])
  for (let step = 0; step < 40; step++) optimizer.minimize(error, false, Object.entries(parameters).filter(([name]) => name.includes('code.')).map(([, variable]) => variable))
  expect(error().dataSync()[0]).toBeLessThan(0.75 * variance)
})

describe('the first 20 steps of training', () => {
  const notes: Record<string, string[]> = {}
  /** Hardly anything to judge and label: this is about training. */
  const brief = (set: Synthetic): Synthetic => ({ ...set, task: { ...set.task, trainRows: set.task.trainRows.subarray(0, 16), validateRows: set.task.validateRows.subarray(0, 8), predictRows: new Uint32Array() } })
  async function train(name: string, on: Tf, presentations: number, { graph, task, ...rest }: Synthetic = { ...set, task: { ...set.task, predictRows: set.task.predictRows.subarray(0, 4) } }): Promise<FitResult> {
    const items = new Items(rest.items, graph)
    notes[name] = []
    try {
      return (await fit(on, job({ ...rest, graph, task }, '', { ...OPTIONS, ...STEP, presentations }), task, items, { progress: (_, __, note) => notes[name].push(note), checkpoints: new Checkpoints(folder.empty(name)) })).result
    } finally {
      items.close()
    }
  }
  const STEP = { batch: 16, decoded: 1, learningRate: 0.01 } as const
  const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), a.length === b.length ? 0 : Infinity)
  const numbers = ({ before, after, history }: FitResult): number[] => [before, after, ...history.flatMap(step => [step.crossEntropy, step.mse, step.validation])]

  test.each([['wasm', 20], ['cpu', 4]] as const)('have the same losses on %s as on TensorFlow, %i of them', async (name, steps) => {
    await tf.setBackend('tensorflow')
    const reference = await train('tensorflow', tf, steps * STEP.batch)
    if (name === 'wasm') await openWasm()
    else await tf.setBackend(name)
    const other = await train(name, tf, steps * STEP.batch)
    await tf.setBackend('tensorflow')
    expect(notes[name]).toHaveLength(steps)
    expect(reference.history.length).toBeGreaterThanOrEqual(4)
    expect(worst(numbers(other), numbers(reference))).toBeLessThan(1e-4)
    // Every step, to the three digits that are shown.
    const shown = (note: string): number[] => [...note.matchAll(/\d+\.\d+/g)].map(Number)
    for (const [step, note] of notes[name].entries()) expect(worst(shown(note), shown(notes.tensorflow[step]))).toBeLessThan(0.0021)
    expect(worst(other.logits, reference.logits) / Math.max(...reference.logits.map(Math.abs))).toBeLessThan(1e-3)
    // Training it was.
    expect(Math.abs(reference.history.at(-1)!.validation - reference.before)).toBeGreaterThan(steps === 20 ? 0.01 : 1e-4)
  })

  /** SwiftShader as Debian's chromium brings it: Vulkan on the processor, right and very slow. */
  const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json'
  test.skipIf(!existsSync(DRIVER))('and the first of them on WebGPU', async () => {
    const steps = 1, expected = await train('first', tf, steps * STEP.batch, brief(set)), at = folder.path('items', 'webgpu.json')
    writeFileSync(at, JSON.stringify(brief(set), (_, value) => (ArrayBuffer.isView(value) ? { kind: value.constructor.name, values: Array.from(value as Float32Array) } : value)))
    const source = (...path: string[]): string => JSON.stringify(join(resolve(import.meta.dirname, '..', '..', 'src', 'main', 'compute'), ...path))
    const script = `
      import { readFileSync } from 'node:fs'
      import { openWebGpu } from ${source('model', 'backends', 'webgpu.ts')}
      import { closeBackend } from ${source('model', 'backends', 'openBackend.ts')}
      import { fit } from ${source('model', 'fit.ts')}
      import { Items } from ${source('model', 'items.ts')}
      import { Checkpoints } from ${source('sorting', 'checkpoint.ts')}
      const set = JSON.parse(readFileSync(${JSON.stringify(at)}, 'utf8'), (_, value) => (value?.kind ? globalThis[value.kind].from(value.values) : value))
      const { task } = set
      const backend = await openWebGpu()
      const { result } = await fit(backend.tf, { ...set, options: ${JSON.stringify({ ...OPTIONS, ...STEP, presentations: steps * STEP.batch })} }, task, new Items(set.items, set.graph), { progress() {}, checkpoints: new Checkpoints(${JSON.stringify(folder.empty('webgpu'))}) })
      process.stdout.write(JSON.stringify({ before: result.before, after: result.after, history: result.history }))
      closeBackend(backend)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 240_000, env: { ...process.env, VK_ICD_FILENAMES: DRIVER, VK_DRIVER_FILES: DRIVER, XDG_RUNTIME_DIR: '/tmp' } })
    const other = JSON.parse(stdout) as FitResult
    expect(other.history).toHaveLength(expected.history.length)
    expect(worst(numbers(other), numbers(expected))).toBeLessThan(1e-4)
  })
})

test('a graph may come without edges: every node then hears itself alone', () => {
  const none = { ...set.graph, from: new Uint32Array(), to: new Uint32Array(), weight: new Float32Array(), distance: new Float32Array() }
  const near = tf.tidy(() => tf.exp(graphTensors(tf, none).absent).arraySync() as number[][])
  for (const [i, row] of near.entries()) expect(row).toEqual(row.map((_, j) => (i === j ? 1 : 0)))
})
