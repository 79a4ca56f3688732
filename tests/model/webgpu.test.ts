import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

/** SwiftShader as Debian's chromium brings it: Vulkan on the processor, right and very slow. It needs libvulkan1. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json'
const BACKENDS = resolve(import.meta.dirname, '..', '..', 'src', 'main', 'compute', 'model')

/** Runs a module in a process of its own that sees one Vulkan driver, and gives what it printed as JSON. It must end by itself. */
async function inProcess(driver: string, body: string): Promise<unknown> {
  const script = `
    import { closeBackend, openBackend, tryBackend } from ${JSON.stringify(join(BACKENDS, 'backends', 'openBackend.ts'))}
    import { openWebGpu } from ${JSON.stringify(join(BACKENDS, 'backends', 'webgpu.ts'))}
    import { conv3d, conv3dTranspose } from ${JSON.stringify(join(BACKENDS, 'convolution.ts'))}
    process.stdout.write(JSON.stringify(await (async () => { ${body} })()))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 240_000, env: { ...process.env, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver, XDG_RUNTIME_DIR: '/tmp' } })
  return JSON.parse(stdout)
}

describe.skipIf(!existsSync(DRIVER))('on SwiftShader', () => {
  test('passes its self-test, is no card, and can be opened again after it was closed', async () => {
    expect(await inProcess(DRIVER, `
      const trial = await tryBackend('webgpu')
      const { backend, reason } = await openBackend('webgpu')
      const { tf } = backend
      const sum = (await tf.tidy(() => tf.sum(tf.ones([5]))).data())[0]
      closeBackend(backend)
      return { trial, reason, sum, gpu: 'gpu' in navigator }`)).toEqual({
      trial: { name: 'webgpu', works: true, gpu: false, device: expect.stringContaining('SwiftShader'), version: '0.6.2', test: { gigaflops: expect.any(Number), convolutionError: expect.any(Number) } },
      reason: expect.stringMatching(/^webgpu 0\.6\.2 on .*SwiftShader.* was taken, as --backend webgpu asks\.$/),
      sum: 5,
      gpu: false,
    })
  })

  test('is passed over when a backend is chosen automatically', async () => {
    expect(await inProcess(DRIVER, `
      const { backend, reason, trials } = await openBackend('auto')
      const got = { name: backend.name, gpu: backend.gpu, reason, trials, computes: backend.tf.getBackend() }
      closeBackend(backend)
      return got`)).toSatisfy((got: { name: string; gpu: boolean; reason: string; computes: string }) =>
      got.computes === got.name && (got.gpu ? got.name === 'tensorflow' : got.name !== 'webgpu' && /webgpu was not: its only device, .*SwiftShader.*, computes on the processor/.test(got.reason)))
  })

  test('three steps of training give the losses of the cpu backend', async () => {
    const losses = await inProcess(DRIVER, `
      const backend = await openWebGpu()
      const { tf } = backend
      const wave = (shape, phase) => tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + phase + 1.7 * i)), shape)
      const train = async name => {
        await tf.setBackend(name)
        const optimizer = tf.train.adam(0.05), x = wave([2, 4, 4, 4, 1], 0), order = tf.tensor1d([1, 0], 'int32')
        const variables = [[3, 3, 3, 1, 2], [3, 3, 3, 1, 2]].map((shape, i) => tf.variable(wave(shape, i), true, name + i))
        const losses = []
        for (let step = 0; step < 3; step++) {
          const loss = optimizer.minimize(() => tf.mean(tf.square(tf.sub(conv3dTranspose(tf, tf.gather(tf.elu(conv3d(tf, x, variables[0], 2)), order), variables[1], [2, 4, 4, 4, 1], 2), x))), true, variables)
          losses.push((await loss.data())[0])
        }
        return losses
      }
      const losses = [await train('webgpu'), await train('cpu')]
      closeBackend(backend)
      return losses`) as number[][]
    expect(losses[0]).toHaveLength(3)
    for (const [i, loss] of losses[0].entries()) expect(Math.abs(loss - losses[1][i])).toBeLessThan(1e-4)
    expect(losses[0][2]).toBeLessThan(losses[0][0])
  })
})

test('without a driver it says what is missing, and the process ends', async () => {
  const got = await inProcess('/nowhere.json', `return { trial: await tryBackend('webgpu'), line: await openBackend('webgpu').then(() => '', error => error.line) }`)
  expect(got).toEqual({
    trial: { name: 'webgpu', works: false, reason: 'no driver offers a card to Dawn (on Linux, Vulkan drivers)' },
    line: '--backend webgpu cannot be used: no driver offers a card to Dawn (on Linux, Vulkan drivers); install the Vulkan driver of the card, or take --backend auto',
  })
})
