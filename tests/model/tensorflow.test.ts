import { truncateSync } from 'node:fs'
import type { Tensor, Tensor5D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { BINDING } from '../../src/main/accelerator/layout.ts'
import type { Backend, Tf, Trial } from '../../src/main/compute/model/backends/backend.ts'
import { openTensorFlow } from '../../src/main/compute/model/backends/tensorflow.ts'
import { tryInProcess } from '../../src/main/compute/model/backends/tryInProcess.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { accelerator, crashingLibrary, theInstalled } from '../unit/accelerator/broken.ts'
import { freshFolder, never } from '../unit/accelerator/support.ts'

let backend: Backend
let tf: Tf
beforeAll(async () => {
  backend = await openTensorFlow()
  tf = backend.tf
})

const random = seededRandom(4)
const normals = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal())

test('is TensorFlow, says on what it computes, and is opened once', async () => {
  expect(tf.getBackend()).toBe('tensorflow')
  expect(backend).toMatchObject({ name: 'tensorflow', version: expect.stringMatching(/^2\.\d+\.\d+/), device: backend.gpu ? expect.any(String) : expect.stringMatching(/^\d+ CPU cores?$/) })
  expect(await openTensorFlow()).toBe(backend)
})

test('multiplies matrices', () => {
  const [rows, inner, columns] = [17, 33, 9]
  const [a, b] = [normals(rows * inner), normals(inner * columns)]
  const product = tf.tidy(() => tf.matMul(tf.tensor2d(a, [rows, inner]), tf.tensor2d(b, [inner, columns])).dataSync())
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let expected = 0
      for (let k = 0; k < inner; k++) expected += a[row * inner + k] * b[k * columns + column]
      expect(product[row * columns + column]).toBeCloseTo(expected, 4)
    }
  }
})

describe.each([1, 2])('conv3d with stride %i', stride => {
  const shapes = [[2, 5, 5, 5, 2], [3, 3, 3, 2, 3]] as const
  // Quadratic in each argument, so that central differences have no error but rounding.
  const loss = (x: Tensor, kernel: Tensor): Tensor => tf.conv3d(x as Tensor5D, kernel as Tensor5D, stride, 'same').square().sum()

  test('its gradients are those of finite differences', () => {
    const values = shapes.map(shape => normals(shape.reduce((product: number, length) => product * length, 1)))
    const at = (): number => tf.tidy(() => loss(tf.tensor(values[0], [...shapes[0]]), tf.tensor(values[1], [...shapes[1]])).dataSync()[0])
    const gradients = tf.tidy(() => tf.grads(loss)([tf.tensor(values[0], [...shapes[0]]), tf.tensor(values[1], [...shapes[1]])]).map(gradient => gradient.dataSync()))
    const step = 0.5
    for (const [argument, gradient] of gradients.entries()) {
      const largest = Math.max(...gradient.map(Math.abs))
      for (let i = 0; i < gradient.length; i += 13) {
        const kept = values[argument][i]
        values[argument][i] = kept + step
        const above = at()
        values[argument][i] = kept - step
        const below = at()
        values[argument][i] = kept
        expect(Math.abs((above - below) / (2 * step) - gradient[i]) / largest).toBeLessThan(1e-4)
      }
    }
  })
})

test('trains: the gradient of a gather is right, the loss falls, and no step leaves a tensor behind', () => {
  const rows = tf.tensor1d([0, 2, 2], 'int32')
  expect([...tf.tidy(() => tf.grad(x => tf.gather(x, rows).sum())(tf.ones([3, 1])).dataSync())]).toEqual([1, 0, 2])
  const x = tf.tensor2d(normals(64 * 8), [64, 8])
  const target = tf.matMul(x, tf.tensor2d(normals(8), [8, 1]))
  const weights = tf.variable(tf.zeros([8, 1]))
  const optimizer = tf.train.adam(0.05)
  const losses: number[] = []
  let tensors = 0
  for (let step = 0; step < 400; step++) {
    const cost = optimizer.minimize(() => tf.losses.meanSquaredError(target, tf.matMul(x, weights)).asScalar(), true, [weights])!
    losses.push(cost.dataSync()[0])
    cost.dispose()
    if (step === 10) tensors = tf.memory().numTensors
  }
  expect(losses.at(-1)).toBeLessThan(1e-3 * losses[0])
  expect(tf.memory().numTensors).toBe(tensors)
})

test('the same numbers come out a second time, to the last bit', () => {
  const [x, kernel] = [normals(4 * 8 ** 3 * 2), normals(27 * 2 * 4)]
  const once = (): Float32Array => tf.tidy(() => tf.grads((a, b) => tf.conv3d(a as Tensor5D, b as Tensor5D, 2, 'same').square().sum())([tf.tensor(x, [4, 8, 8, 8, 2]), tf.tensor(kernel, [3, 3, 3, 2, 4])])[1].dataSync() as Float32Array)
  expect(once()).toEqual(once())
})

const trialOf = (at: string): Promise<Trial> => tryInProcess('tensorflow', never, { CGR_ACCELERATOR_DIR: at })

describe('in a process of its own', () => {
  const folder = freshFolder()

  test('it works, measured and checked', async () => {
    const { folder: installed, manifest } = theInstalled()
    const trial = await trialOf(installed)
    expect(trial).toMatchObject({ name: 'tensorflow', works: true, version: manifest.tensorflow, test: { gigaflops: expect.any(Number), convolutionError: expect.any(Number) } })
    expect(trial.works && trial.test.convolutionError).toBeLessThan(1e-4)
  })

  test('a file that was cut off is named, and nothing else is taken instead', async () => {
    accelerator(folder.path(), { [BINDING]: 'x'.repeat(1000) })
    truncateSync(folder.path(BINDING), 999)
    expect(await trialOf(folder.path())).toEqual({ name: 'tensorflow', works: false, reason: expect.stringMatching(/tfjs_binding\.node: 999 bytes, and 1000 were installed; install it anew with cgr accelerator install$/) })
  })

  test('a binding that is none is a reason, not a crash', async () => {
    accelerator(folder.path(), { [BINDING]: 'not an object file'.repeat(100) })
    expect(await trialOf(folder.path())).toEqual({ name: 'tensorflow', works: false, reason: expect.stringContaining('invalid ELF header') })
  })

  test('native code that ends its process is a reason, with its last words, and ends no other', async () => {
    accelerator(folder.path(), { [BINDING]: crashingLibrary() })
    expect(await trialOf(folder.path())).toEqual({ name: 'tensorflow', works: false, reason: 'the process that tried it ended with SIGABRT (out of patience)' })
  })

  test('is ended when it is no longer wanted', async () => {
    const stop = new AbortController()
    const trial = tryInProcess('wasm', stop.signal)
    stop.abort()
    await expect(trial).rejects.toThrow('stopped on request')
  })
})
