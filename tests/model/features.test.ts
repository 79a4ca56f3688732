import { beforeAll, describe, expect, test } from 'vitest'
import { openTensorFlow } from '../../src/main/compute/model/backends/tensorflow.ts'
import { openWasm } from '../../src/main/compute/model/backends/wasm.ts'
import { featuresOf } from '../../src/main/compute/model/features.ts'
import { graphTensors } from '../../src/main/compute/model/graphTensors.ts'
import { Items } from '../../src/main/compute/model/items.ts'
import { NETWORK_OPTIONS, type FitJob, type FitResult } from '../../src/main/compute/model/jobs.ts'
import { createParameters } from '../../src/main/compute/model/parameters.ts'
import { predict, type Predicted } from '../../src/main/compute/model/predict.ts'
import { runModel } from '../../src/main/compute/network/modelClient.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { context, scratch } from '../pipeline/sets.ts'
import { job, synthetic, type Synthetic } from './syntheticItems.ts'

const folder = scratch()
const BACKENDS = { tensorflow: openTensorFlow, wasm: openWasm } as const
type Name = keyof typeof BACKENDS
folder.empty('items')
const OPTIONS = { ...NETWORK_OPTIONS, width: 8, heads: 2, embedding: 4 }
const PARTICLES = 150, VIEWS = 2, CLASSES = 3, WIDTH = OPTIONS.width

let set: Synthetic
beforeAll(() => {
  set = synthetic(folder.path('items', 'items.f32'), { side: 3, particles: PARTICLES, classes: CLASSES, views: VIEWS, seed: 5, power: 8, excess: 5, labels: 'true' })
})

/** What is read from φ, by the name of its weights. */
const HEAD = ['read.temperature', 'read.scale', 'read.share', 'read.low', 'read.class'] as const

/** φ and logits of all items on a backend, by a network whose head is away from where it starts; and the head's weights. */
async function predicted(name: Name): Promise<Predicted & { readonly head: Record<(typeof HEAD)[number], Float32Array> }> {
  const { tf } = await BACKENDS[name]()
  await tf.setBackend(name)
  const { graph, items, task } = set, reader = new Items(items, graph), parameters = createParameters(tf, graph.nodes, items.channels, CLASSES, OPTIONS)
  for (const name of HEAD) {
    const random = seededRandom(3).fork(name)
    tf.tidy(() => parameters[name].assign(tf.tensor(Float32Array.from({ length: parameters[name].size }, () => 0.2 * random.normal()), parameters[name].shape)))
  }
  try {
    const all = Uint32Array.from({ length: PARTICLES * VIEWS }, (_, i) => i), normal = reader.normalisation(all)
    const line = (value: number) => tf.tensor1d(new Float32Array(WIDTH).fill(value))
    const out = await predict(tf, parameters, graphTensors(tf, graph), tf.tensor1d(task.logPrior), { mean: line(0.2), deviation: line(0.7) }, OPTIONS, all, part => reader.batch(tf, part, normal, task.energies))
    return { ...out, head: Object.fromEntries(HEAD.map(name => [name, parameters[name].dataSync()])) as Record<(typeof HEAD)[number], Float32Array> }
  } finally {
    reader.close()
  }
}

describe.each(['tensorflow', 'wasm'] as const)('on %s', name => {
  test('what is kept is what the classes are read from', async () => {
    const { logits, pooled, head } = await predicted(name), { items, graph, task } = set
    const reader = new Items(items, graph)
    let worst = 0
    for (let item = 0; item < PARTICLES * VIEWS; item++) {
      const phi = pooled.subarray(item * WIDTH, (item + 1) * WIDTH), values = reader.read(item)
      const read = (weights: Float32Array, column = 0, columns = 1): number => phi.reduce((sum, v, i) => sum + v * weights[i * columns + column], 0)
      for (let k = 0; k < CLASSES; k++) {
        const likelihood = [0, 1].map(band => {
          let sum = 0
          for (let n = 0; n < graph.nodes; n++) sum += values[n * items.channels + 3 + band * CLASSES + k]
          return 2 * sum - task.energies[(item * 2 + band) * CLASSES + k]
        })
        const logit = task.logPrior[k] + Math.exp(read(head['read.temperature']) + head['read.scale'][0]) * likelihood[0] + (read(head['read.share']) + head['read.low'][0]) * likelihood[1] + read(head['read.class'], k, CLASSES)
        worst = Math.max(worst, Math.abs(logit - logits[item * CLASSES + k]) / (1 + Math.abs(logit)))
      }
    }
    reader.close()
    expect(worst).toBeLessThan(1e-4)
    // φ that hardly varies would show nothing.
    expect(Math.max(...pooled) - Math.min(...pooled)).toBeGreaterThan(0.5)
  })
})

test('every backend gives the same', async () => {
  const [one, other] = [await predicted('tensorflow'), await predicted('wasm')]
  expect(one.pooled.length).toBe(PARTICLES * VIEWS * WIDTH)
  expect(one.pooled).not.toEqual(other.pooled) // nor was it the same backend twice
  expect(one.pooled.reduce((worst, v, i) => Math.max(worst, Math.abs(v - other.pooled[i])), 0)).toBeLessThan(1e-4)
})

test('a particle’s features are the mean of its views, whether its network labels it or was taught by it', async () => {
  const pooledOf = (rows: Uint32Array): Predicted => ({ logits: new Float32Array(), pooled: Float32Array.from({ length: rows.length * VIEWS * WIDTH }, (_, i) => 100 * rows[Math.floor(i / (VIEWS * WIDTH))] + (i % (VIEWS * WIDTH))) })
  const known = Uint32Array.of(3, 0), asked: number[] = []
  const features = await featuresOf(known, pooledOf(known).pooled, { ...set.items, rows: 4 }, async rows => {
    asked.push(...rows)
    return pooledOf(rows)
  })
  expect(asked).toEqual([1, 2])
  expect([...features]).toEqual(Array.from({ length: 4 * WIDTH }, (_, i) => 100 * Math.floor(i / WIDTH) + (i % WIDTH) + WIDTH / 2))
})

test('a training describes all particles where it is asked to, and its classes are the same', async () => {
  const trained = async (describes: boolean): Promise<FitResult> => {
    const fit: FitJob = job({ ...set, task: { ...set.task, describes } }, folder.empty('fit'), { ...OPTIONS, batch: 16, decoded: 1, presentations: 64 })
    return (await runModel<'fit'>(fit, 'network', context())).fits[0]
  }
  const [asked, not] = [await trained(true), await trained(false)]
  expect([asked.features?.length, asked.features?.every(Number.isFinite), not.features]).toEqual([PARTICLES * WIDTH, true, null])
  expect(asked.logits).toEqual(not.logits)
})
