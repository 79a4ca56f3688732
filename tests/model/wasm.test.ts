import type { Tensor, Tensor2D, Tensor5D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { conv3d, conv3dTranspose } from '../../src/main/compute/model/convolution.ts'
import { openWasm } from '../../src/main/compute/model/backends/wasm.ts'
import type { WasmHeap } from '../../src/main/compute/model/backends/wasmKernelsHeap.ts'
import { difference, normal, on, tf } from './compare.ts'

const heap = (): WasmHeap => tf.backend() as WasmHeap

const turned = (shape: readonly number[], yes: boolean): number[] => (yes ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : [...shape])

const indices = (shape: readonly number[], values: readonly number[]) => tf.tensor([...values], [...shape], 'int32')

/** What a step could leave behind. */
const used = () => ({ tensors: tf.memory().numTensors, bytes: tf.memory().numBytes, values: heap().numDataIds(), heap: (heap().wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length })

beforeAll(async () => {
  await openWasm()
})

test('names what computes', async () => {
  expect(await openWasm()).toMatchObject({ name: 'wasm', version: '4.22.0', gpu: false, device: expect.stringMatching(/^1 CPU core/) })
})

describe('3D convolution and both its gradients, against the cpu backend', () => {
  type Case = { readonly x: number[]; readonly kernel: number[]; readonly stride: number | [number, number, number]; readonly pad: 'same' | 'valid' }
  const cubes: Case[] = [1, 2, 3].flatMap(stride => [4, 5, 7].flatMap(length => [1, 2, 3, 4].flatMap(side => [[1, 1], [2, 3], [4, 2]].map(([channels, outputs]) => ({
    x: [2, length, length, length, channels], kernel: [side, side, side, channels, outputs], stride, pad: 'same' as const,
  })))))
  const others: Case[] = [
    { x: [1, 4, 6, 5, 2], kernel: [1, 3, 2, 2, 3], stride: [2, 1, 3], pad: 'same' },
    { x: [3, 6, 5, 7, 3], kernel: [3, 2, 4, 3, 1], stride: 2, pad: 'valid' },
    { x: [1, 7, 7, 7, 1], kernel: [2, 2, 2, 1, 2], stride: 3, pad: 'valid' },
    // Several pieces, the last one shorter.
    { x: [3, 14, 16, 16, 8], kernel: [3, 3, 3, 8, 3], stride: 1, pad: 'same' },
  ]
  const shapeOf = ({ x, kernel, stride, pad }: Case) => tf.backend_util.computeConv3DInfo(x as Shape, kernel as Shape, stride, 1, pad).outShape
  const attributes = ({ stride, pad }: Case) => ({ strides: [stride, stride, stride].flat().slice(0, 3), pad })
  const name = (one: Case): string => `[${one.x}] with [${one.kernel}] at stride ${one.stride}, ${one.pad}`

  test.each([['cubes', cubes], ['other shapes', others]] as const)('%s', async (_, cases) => {
    const worst = async (compute: (one: Case) => Tensor): Promise<unknown> => {
      const wrong: string[] = []
      for (const one of cases) {
        const off = await difference(() => compute(one))
        if (!(off < 5e-6)) wrong.push(`${name(one)}: ${off}`)
      }
      return wrong
    }
    expect(await worst(one => tf.conv3d(normal<Tensor5D>(one.x), normal<Tensor5D>(one.kernel, 2), one.stride, one.pad))).toEqual([])
    expect(await worst(one => tf.engine().runKernel<Tensor>('Conv3DBackpropInputV2', { dy: normal(shapeOf(one), 3), filter: normal(one.kernel, 2) }, { ...attributes(one), inputShape: one.x }))).toEqual([])
    expect(await worst(one => tf.engine().runKernel<Tensor>('Conv3DBackpropFilterV2', { x: normal(one.x), dy: normal(shapeOf(one), 3) }, { ...attributes(one), filterShape: one.kernel }))).toEqual([])
  })

  test('with holes in the kernel', async () => {
    expect(await difference(() => tf.conv3d(normal<Tensor5D>([1, 6, 6, 6, 2]), normal<Tensor5D>([3, 3, 3, 2, 2], 2), 1, 'same', 'NDHWC', 2))).toBeLessThan(5e-6)
  })
})

describe('products of matrices', () => {
  test.each([
    [[1, 1], [1, 1]], [[3, 4], [4, 5]], [[37, 19], [19, 1]], [[1, 200], [200, 7]], [[64, 64], [64, 64]],
    [[3, 5, 4], [3, 4, 2]], [[3, 5, 4], [1, 4, 2]], [[1, 5, 4], [3, 4, 2]], [[2, 3, 5, 4], [2, 3, 4, 6]], [[2, 3, 5, 4], [4, 6]], [[5, 4], [2, 3, 4, 6]],
  ])('[%s] · [%s], as they are and transposed', async (a, b) => {
    for (const transposeA of [false, true]) for (const transposeB of [false, true]) {
      expect(await difference(() => tf.matMul(normal(turned(a, transposeA)), normal(turned(b, transposeB), 2), transposeA, transposeB))).toBeLessThan(5e-6)
    }
  })

  // The cpu backend gives it the wrong shape.
  test('batches of one on both sides', async () => {
    const [together] = await on('wasm', () => tf.matMul(normal([2, 1, 5, 4]), normal([1, 3, 4, 6], 2)))
    const [apart] = await on('wasm', () => tf.stack([0, 1].map(i => tf.stack([0, 1, 2].map(j => tf.matMul(tf.slice(normal([2, 1, 5, 4]), [i, 0], [1, 1]).reshape([5, 4]), tf.slice(normal([1, 3, 4, 6], 2), [0, j], [1, 1]).reshape([4, 6])))))))
    expect(together).toEqual(apart)
  })

  // Stock tfjs 4.22 keeps what it packed of the first and writes past the end of the second's output.
  test('the same values as matrices of two shapes', async () => {
    expect(await difference(() => {
      const values = normal<Tensor2D>([6, 4])
      return [tf.matMul(tf.ones([3, 6]), values), tf.matMul(tf.ones([3, 8]), tf.reshape(values, [8, 3])), tf.matMul(tf.ones([3, 6]), values)]
    })).toBeLessThan(5e-6)
  })

  test('gradients of a dense layer', async () => {
    expect(await difference(() => tf.grads((x: Tensor, w: Tensor, b: Tensor) => tf.sum(tf.square(tf.relu(tf.add(tf.matMul(x, w), b)))))([normal([50, 8]), normal([8, 6], 2), normal([6], 3)]))).toBeLessThan(5e-6)
  })

  test('lengths that do not fit are an error', async () => {
    await openWasm()
    expect(() => tf.matMul(normal([3, 4]), normal([5, 3]))).toThrow('matMul: [3, 4] · [5, 3] has different inner lengths')
    expect(() => tf.matMul(normal([2, 3, 4]), normal([3, 4, 5]))).toThrow('matMul: batches [2] and [3] do not go together')
  })
})

test('sums over any axes', async () => {
  for (const axes of [undefined, 0, 1, 2, -1, -3, [0, 1], [1, 0], [0, 2], [1, 2], [0, 1, 2]]) for (const keep of [false, true]) {
    expect(await difference(() => tf.sum(normal([5, 4, 3]), axes, keep)), `axes ${axes}`).toBeLessThan(1e-6)
  }
  expect(await difference(() => tf.sum(tf.cast(tf.mul(normal([40, 3]), 100), 'int32'), 0))).toBe(0)
  expect(await difference(() => tf.sum(normal([1, 7]), 0))).toBe(0)
})

describe('rows', () => {
  test('gathered', async () => {
    for (const shape of [[6], [6, 1], [6, 5], [6, 3, 2]]) {
      expect(await difference(() => tf.gather(normal(shape), indices([7], [5, 0, 0, 3, 5, 1, 2]) as never))).toBe(0)
      expect(await difference(() => tf.gather(normal(shape), indices([2, 2], [5, 0, 3, 3]) as never))).toBe(0)
    }
    expect(await difference(() => tf.gather(normal([3, 4]), indices([2], [3, 0]) as never, 1))).toBe(0)
    await openWasm()
    expect(() => tf.gather(normal([3, 2]), indices([1], [3]) as never)).toThrow(/row 3 of 3/)
    expect(() => tf.gather(normal([3, 2]), indices([1], [-1]) as never)).toThrow(/row -1 of 3/)
  })

  test('added by segment; segments that are not there are left out', async () => {
    for (const rest of [[], [1], [3], [2, 2]]) {
      expect(await difference(() => tf.unsortedSegmentSum(normal([6, ...rest]), indices([6], [2, 0, 2, 2, -1, 9]) as never, 4))).toBeLessThan(1e-6)
    }
    const [whole] = await on('wasm', () => tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3], 'int32'), indices([3], [1, 1, 0]) as never, 3))
    expect(whole).toEqual({ shape: [3], dtype: 'int32', values: Float64Array.of(3, 3, 0) })
  })

  test('gradient of gathering', async () => {
    expect(await difference(() => tf.grad((x: Tensor) => tf.sum(tf.square(tf.gather(x, indices([7], [5, 0, 0, 3, 5, 1, 2]) as never))))(normal([6, 4])))).toBeLessThan(1e-6)
  })
})

describe('copies that share values', () => {
  test('live until the last is gone, and change of type copies', async () => {
    await openWasm()
    const before = heap().numDataIds()
    const x = tf.tensor1d([1.5, -2])
    const [same, cast, whole] = [tf.clone(x), tf.cast(x, 'float32'), tf.cast(x, 'int32')]
    expect(heap().numDataIds()).toBe(before + 2)
    x.dispose()
    cast.dispose()
    expect([...same.dataSync()]).toEqual([1.5, -2])
    expect([...whole.dataSync()]).toEqual([1, -2])
    tf.dispose([same, whole])
    expect(heap().numDataIds()).toBe(before)
  })

  test('a variable that is trained leaves its clone alone', async () => {
    await openWasm()
    const weight = tf.variable(tf.tensor1d([1, 2]))
    const kept = tf.clone(weight)
    tf.train.sgd(0.5).minimize(() => tf.sum(tf.square(weight)), false, [weight])
    expect([...weight.dataSync()]).toEqual([0, 0])
    expect([...kept.dataSync()]).toEqual([1, 2])
    tf.dispose([weight, kept])
  })
})

/** Convolution down and up with a dense layer and gathered rows between: every kernel of ours in one net. */
function little() {
  const optimizer = tf.train.adam(0.01)
  const variables = [[3, 3, 3, 1, 4], [32, 8], [8, 32], [3, 3, 3, 1, 4]].map((shape, i) => tf.variable(tf.mul(normal(shape, i + 10), 0.3), true, `little ${Math.random()}`))
  const [down, encode, decode, up] = variables
  const x = normal<Tensor5D>([4, 4, 4, 4, 1], 5), order = tf.tensor1d([3, 1, 1, 0], 'int32')
  const step = (): number => {
    const loss = optimizer.minimize(() => tf.tidy(() => {
      const code = tf.matMul(tf.reshape(tf.relu(conv3d(tf, x, down as Tensor5D, 2)), [4, 32]), encode as Tensor2D)
      const back = tf.reshape(tf.matMul(tf.relu(tf.add(code, tf.gather(code, order))), decode as Tensor2D), [4, 2, 2, 2, 4]) as Tensor5D
      return tf.mean(tf.square(tf.sub(conv3dTranspose(tf, back, up as Tensor5D, [4, 4, 4, 4, 1], 2), x)))
    }), true, variables)!
    const value = loss.dataSync()[0]
    loss.dispose()
    return value
  }
  return { step, end: () => { optimizer.dispose(); tf.dispose([...variables, x, order]) } }
}

async function losses(backend: string, steps: number): Promise<number[]> {
  await on(backend, () => [])
  const { step, end } = little()
  const values = Array.from({ length: steps }, step)
  end()
  return values
}

test('twenty steps of training give the losses of the cpu backend, and the same ones twice to the bit', async () => {
  const [wasm, again, cpu] = [await losses('wasm', 20), await losses('wasm', 20), await losses('cpu', 20)]
  expect(again).toEqual(wasm)
  for (const [i, loss] of wasm.entries()) expect(Math.abs(loss - cpu[i])).toBeLessThan(1e-5)
  expect(wasm[19]).toBeLessThan(0.9 * wasm[0])
})

test('memory does not grow over a hundred steps', async () => {
  await openWasm()
  const { step, end } = little()
  for (let i = 0; i < 5; i++) step()
  const before = used()
  for (let i = 0; i < 100; i++) step()
  expect(used()).toEqual(before)
  end()
})

test('a full heap is an error, and what was there stays', async () => {
  await openWasm()
  const kept = normal([1000])
  const values = kept.dataSync()
  const large: ReturnType<WasmHeap['makeOutput']>[] = []
  expect(() => {
    for (let i = 0; i < 10; i++) large.push(heap().makeOutput([1 << 27], 'float32'))
  }).toThrow(/no room for 537 MB more/)
  expect(large.length).toBeGreaterThan(4)
  const rest = heap().makeOutput([1 << 26], 'float32')
  expect(() => tf.matMul(tf.ones([1, 4096]), tf.reshape(tf.engine().makeTensorFromTensorInfo(large[0]), [4096, 1 << 15]) as Tensor2D)).toThrow(/no room for 53\d MB more/)
  heap().disposeData(rest.dataId)
  expect(kept.dataSync()).toEqual(values)
  for (const { dataId } of large) heap().disposeData(dataId)
  expect(await difference(() => tf.matMul(normal([30, 40]), normal([40, 20], 2)))).toBeLessThan(1e-6)
  kept.dispose()
})

type Shape = [number, number, number, number, number]
