import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tf } from '../../src/main/compute/model/backends/backend.ts'
import { openTensorFlow } from '../../src/main/compute/model/backends/tensorflow.ts'
import { fit } from '../../src/main/compute/model/fit.ts'
import { Items } from '../../src/main/compute/model/items.ts'
import type { FitResult, FitTask, NetworkOptions } from '../../src/main/compute/model/jobs.ts'
import { createParameters, isAutoencoder } from '../../src/main/compute/model/parameters.ts'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import { scratch } from '../pipeline/sets.ts'
import { job, synthetic, type Synthetic } from './syntheticItems.ts'

const folder = scratch()
folder.empty('items')
const BASE = { side: 3, particles: 480, classes: 2, views: 1, seed: 3, power: 30, excess: 1, labels: 'true' } as const
const FAST = { batch: 32, decoded: 1, learningRate: 0.01 } as const

let tf: Tf
beforeAll(async () => { ({ tf } = await openTensorFlow()) })

type Progress = (done: number, total: number, note: string) => void
async function train({ items, graph, ...set }: Synthetic, options: Partial<NetworkOptions>, checkpoints: string, task: Partial<FitTask> = {}, progress: Progress = () => undefined): Promise<FitResult> {
  const reader = new Items(items, graph)
  try {
    return (await fit(tf, job({ items, graph, ...set }, checkpoints, { ...FAST, ...options }), { ...set.task, ...task }, reader, { progress, checkpoints: new Checkpoints(checkpoints) })).result
  } finally {
    reader.close()
  }
}

/** The same with hardly anything to label in the end, which takes its time. */
const few = (set: Synthetic): Synthetic => ({ ...set, task: { ...set.task, predictRows: set.task.predictRows.subarray(0, 6) } })

const bytes = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength)
const arraysOf = ({ weights, logits, decoded }: FitResult): Record<string, Float32Array> => ({ logits, decoded, ...Object.fromEntries(Object.entries(weights).map(([name, { values }]) => [name, values])) })
const numbersOf = ({ before, after, mse, epochs, history }: FitResult): string => JSON.stringify({ before, after, mse, epochs, history })

/** What of two trainings is not the same to the last bit. */
function differences(one: FitResult, other: FitResult): string[] {
  const [a, b] = [arraysOf(one), arraysOf(other)]
  return [...Object.keys({ ...a, ...b }).filter(name => !bytes(a[name]).equals(bytes(b[name]))), ...(numbersOf(one) === numbersOf(other) ? [] : ['numbers'])]
}

const stopAt = (step: number): Progress => done => { if (done === step) throw new Error('stopped') }

/** −log p of the labels and how often the highest logit is theirs, on the predicted rows; without logits, of the likelihood. */
function judge({ task, items, labels, likelihood }: Synthetic, logits?: Float32Array): { crossEntropy: number; accuracy: number } {
  let entropy = 0, right = 0
  task.predictRows.forEach((row, i) => {
    const own = Array.from(task.logPrior, (prior, k) => (logits ? logits[i * items.classes + k] : prior + likelihood[row * items.classes + k])), highest = Math.max(...own)
    entropy += highest + Math.log(own.reduce((sum, v) => sum + Math.exp(v - highest), 0)) - own[labels[row]]
    if (own.indexOf(highest) === labels[row]) right++
  })
  return { crossEntropy: entropy / task.predictRows.length, accuracy: right / task.predictRows.length }
}

async function startingWeights({ items, graph }: Synthetic, options: Partial<NetworkOptions> = {}): Promise<Record<string, Float32Array>> {
  const parameters = createParameters(tf, graph.nodes, items.channels, items.classes, { ...job({ items, graph } as Synthetic, '', options).options })
  const weights = Object.fromEntries(Object.entries(parameters).map(([name, variable]) => [name, Float32Array.from(variable.dataSync())]))
  tf.dispose(Object.values(parameters))
  return weights
}

describe('where a third of the nodes has six times the noise that the likelihood believes in', () => {
  let set: Synthetic, result: FitResult
  const notes: string[] = []
  beforeAll(async () => {
    set = synthetic(folder.path('items', 'wrong.f32'), { ...BASE, particles: 600, power: 8, excess: 6 })
    result = await train(set, { presentations: 1280, learningRate: 0.03 }, folder.empty('wrong'), {}, (_, __, note) => notes.push(note))
  })

  test('training lowers the cross-entropy of particles that took no part, by far', () => {
    expect(result.after).toBeLessThan(0.6 * result.before)
    const [likelihood, network] = [judge(set), judge(set, result.logits)]
    expect(network.crossEntropy).toBeLessThan(0.6 * likelihood.crossEntropy)
    expect(network.accuracy).toBeGreaterThan(likelihood.accuracy + 0.03)
  })
  test('it learns which nodes to trust', () => {
    const trust = ['read.trust0', 'read.trust1'].map(name => result.weights[name].values), mean = (wanted: (v: number) => boolean): number => {
      const list = trust.flatMap(values => [...values].filter((_, i) => wanted(Math.floor(i / set.items.classes))))
      return list.reduce((a, b) => a + b) / list.length
    }
    expect(mean(v => v % 3 === 0)).toBeLessThan(mean(v => v % 3 !== 0) - 0.02)
  })
  test('it tells how it goes', () => {
    expect(result.history.length).toBeGreaterThan(3)
    expect(result.history.map(step => step.presented)).toEqual(result.history.map(step => step.presented).toSorted((a, b) => a - b))
    expect(result.after).toBe(Math.min(...result.history.map(step => step.validation)))
    expect(notes[0]).toMatch(/^synthetic: cross-entropy \d+\.\d+, map error \d+\.\d+$/)
    expect(result.epochs).toBeCloseTo(result.history.at(-1)!.presented / set.task.trainRows.length, 10)
  })
  test('untrained it is the likelihood', () => {
    const { validateRows } = set.task
    expect(Math.abs(result.before - judge({ ...set, task: { ...set.task, predictRows: validateRows } }).crossEntropy)).toBeLessThan(1e-4)
  })
})

describe('where there is nothing to learn, the weights of the start are kept', () => {
  test.each([
    ['the likelihood is right', { power: 20 }, {}],
    ['the labels are chance and the particles show nothing', { power: 1e-3, labels: 'random' }, { logPrior: Float32Array.of(Math.log(0.5), Math.log(0.5)) }],
  ] as const)('%s', async (name, options, task) => {
    // So few that a network can learn them by heart.
    const set = synthetic(folder.path('items', `${name}.f32`), { ...BASE, ...options, particles: 240 })
    const result = await train(set, { presentations: 800, learningRate: 0.05 }, folder.empty(name), task)
    expect(result.after).toBe(result.before)
    expect(result.history.length).toBeGreaterThan(0)
    expect(result.history.at(-1)!.crossEntropy).toBeLessThan(result.before)
    const start = await startingWeights(set)
    // The autoencoder goes on: it decodes maps whether or not the classes are improved.
    expect(Object.keys(start).filter(name => start[name].some((v, i) => v !== result.weights[name].values[i])).toSorted()).toEqual(Object.keys(start).filter(isAutoencoder).toSorted())
    // Its answers are those of the likelihood.
    const { predictRows, logPrior } = { ...set.task, ...task }
    for (const [i, row] of predictRows.entries()) for (const k of [0, 1]) expect(Math.abs(result.logits[2 * i + k] - logPrior[k] - set.likelihood[2 * row + k])).toBeLessThan(1e-3)
  })
})

describe('a training that was stopped', () => {
  const options = { presentations: 384 }
  let set: Synthetic, whole: FitResult
  beforeAll(async () => {
    set = few(synthetic(folder.path('items', 'stopped.f32'), { ...BASE, excess: 5, views: 2, particles: 120 }))
    whole = await train(set, options, folder.empty('whole'))
  })

  test('the decoder learned beside the classes', () => {
    expect(whole.mse).toBeLessThan(0.95 * whole.history[0].mse)
    expect([whole.decoded.length, whole.decoded.every(Number.isFinite)]).toEqual([set.task.maps.length / 2, true])
  })

  const took: number[] = []
  const again = (name: string): Promise<FitResult> => {
    took.length = 0
    return train(set, options, folder.path(name), {}, done => took.push(done))
  }

  test.each([3, 7])('at step %i and is taken up again ends in the same weights, to the last bit', async step => {
    const name = `stopped ${step}`
    await expect(train(set, options, folder.empty(name), {}, stopAt(step))).rejects.toThrow('stopped')
    expect(differences(await again(name), whole)).toEqual([])
    expect(took[0]).toBeGreaterThan(1)
    expect(took[0]).toBeLessThanOrEqual(step)
  })
  test('when it was through has nothing left to do', async () => {
    expect(differences(await again('whole'), whole)).toEqual([])
    expect(took).toEqual([])
  })
  test('because nothing was gained any more is over as well', async () => {
    const clear = few(synthetic(folder.path('items', 'clear.f32'), { ...BASE, particles: 240 })), long = { presentations: 800, learningRate: 0.05 }
    const first = await train(clear, long, folder.empty('clear'))
    expect(first.history.at(-1)!.presented).toBeLessThan(800)
    const steps: number[] = []
    expect(differences(await train(clear, long, folder.path('clear'), {}, done => steps.push(done)), first)).toEqual([])
    expect(steps).toEqual([])
  })
  test.each([
    ['one byte is another', (path: string) => { const bytes = readFileSync(path); bytes[bytes.length >> 1] ^= 1; writeFileSync(path, bytes) }],
    ['it was cut off', (path: string) => truncateSync(path, 5000)],
  ])('starts anew where its checkpoint is damaged: %s', async (name, damage) => {
    await expect(train(set, options, folder.empty(name), {}, stopAt(4))).rejects.toThrow('stopped')
    damage(folder.path(name, 'synthetic.checkpoint'))
    expect(differences(await again(name), whole)).toEqual([])
    expect(took[0]).toBe(1)
  })
})

test('the same seed gives the same weights, another seed or name others', async () => {
  const set = few(synthetic(folder.path('items', 'seed.f32'), { ...BASE, excess: 5, particles: 150 })), options = { presentations: 96, seed: 5 }
  const one = await train(set, options, folder.empty('seed 1'))
  expect(differences(await train(set, options, folder.empty('seed 2')), one)).toEqual([])
  expect(differences(await train(set, { ...options, seed: 6 }, folder.empty('seed 3')), one)).toContain('read.trust0')
  expect(differences(await train(set, options, folder.empty('seed 4'), { name: 'other' }), one)).toContain('read.trust0')
})

test('a training leaves no tensor behind', async () => {
  const set = few(synthetic(folder.path('items', 'tensors.f32'), { ...BASE, particles: 90 })), { numTensors } = tf.memory()
  await train(set, { presentations: 96 }, folder.empty('tensors'))
  expect(tf.memory().numTensors).toBe(numTensors)
})

test('fewer particles than a batch, and none to validate: it trains all the same', async () => {
  const set = few(synthetic(folder.path('items', 'few.f32'), { ...BASE, particles: 60 }))
  const result = await train(set, { presentations: 64 }, folder.empty('few'), { validateRows: new Uint32Array() })
  expect(result.logits.length).toBe(2 * set.task.predictRows.length)
  expect(result.logits.every(Number.isFinite)).toBe(true)
})
