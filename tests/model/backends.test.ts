import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { expect, test } from 'vitest'
import type { BackendName, Tf } from '../../src/main/compute/model/backends/backend.ts'
import { openBackend, tryBackend } from '../../src/main/compute/model/backends/openBackend.ts'
import { selfTest } from '../../src/main/compute/model/backends/selfTest.ts'
import { Failure } from '../../src/preload/contract/failure.ts'

const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs') as Tf

// First, while the kernels of tfjs-backend-wasm are its own.
test('the self-test finds the wrong gradients of stock tfjs-backend-wasm, and none once our kernels are in', async () => {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out') + sep)
  await tf.setBackend('wasm')
  await expect(selfTest({ tf })).rejects.toThrow(/gradients of 3D convolution are off by/)
  const { backend, trials, reason } = await openBackend('wasm')
  expect(trials).toMatchObject([{ name: 'wasm', works: true, gpu: false }])
  expect(reason).toBe(`wasm 4.22.0 on ${backend.device} was taken, as --backend wasm asks.`)
})

test('the self-test measures, computes and leaves nothing behind', async () => {
  await openBackend('wasm')
  const before = tf.memory().numTensors
  const { gigaflops, convolutionError } = await selfTest({ tf })
  expect(gigaflops).toBeGreaterThan(0)
  expect(convolutionError).toBeGreaterThan(0)
  expect(convolutionError).toBeLessThan(1e-4)
  expect(tf.memory().numTensors).toBe(before)
})

test('the self-test finds a wrong matrix product', async () => {
  await openBackend('wasm')
  const kernel = tf.getKernel('BatchMatMul', 'wasm')
  tf.unregisterKernel('BatchMatMul', 'wasm')
  tf.registerKernel({ ...kernel, kernelFunc: args => kernel.kernelFunc({ ...args, inputs: { a: args.inputs.b, b: args.inputs.a } }) })
  try {
    await expect(selfTest({ tf })).rejects.toThrow(/matrix product is wrong/)
  } finally {
    tf.unregisterKernel('BatchMatMul', 'wasm')
    tf.registerKernel(kernel)
  }
})

const ORDER: readonly (readonly [BackendName, boolean])[] = [['tensorflow', true], ['webgpu', true], ['tensorflow', false], ['wasm', false]]

test('auto takes the first of its order that works here, and says what was not taken and why', async () => {
  const { backend, reason, trials } = await openBackend('auto')
  const tried = await Promise.resolve().then(async () => [await tryBackend('tensorflow'), await tryBackend('webgpu'), await tryBackend('wasm')])
  const first = ORDER.find(([name, gpu]) => tried.some(trial => trial.name === name && trial.works && (trial.gpu || !gpu)))!
  expect(backend.name).toBe(first[0])
  expect(trials.find(trial => trial.name === backend.name)).toMatchObject({ works: true, device: backend.device })
  expect(reason).toMatch(new RegExp(`^${backend.name} ${backend.version} on .* was taken`))
  for (const trial of trials) if (trial.name !== backend.name) expect(reason).toContain(`; ${trial.name} was not: ${trial.works ? 'it has no card' : trial.reason}`)
  expect(reason).not.toContain('\n')
})

test('what was taken is what computes', async () => {
  const { backend } = await openBackend('auto')
  expect(backend.tf.getBackend()).toBe(backend.name)
  expect(await backend.tf.tidy(() => backend.tf.sum(backend.tf.ones([3]))).data()).toEqual(Float32Array.of(3))
})

test('a name that cannot be had is a failure in one line with the reason and the fix', async () => {
  const found = await tryBackend('webgpu')
  if (found.works) return expect((await openBackend('webgpu')).backend.name).toBe('webgpu')
  const failure: unknown = await openBackend('webgpu').catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Failure)
  expect(failure).toMatchObject({ kind: 'usage', line: `--backend webgpu cannot be used: ${found.reason}; install the Vulkan driver of the card, or take --backend auto` })
})
