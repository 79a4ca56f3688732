import type { Tensor, Tensor5D } from '@tensorflow/tfjs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Tf } from '../../src/main/compute/model/backends/backend.ts'
import { openTensorFlow } from '../../src/main/compute/model/backends/tensorflow.ts'
import { conv3d, conv3dTranspose, type MapShape } from '../../src/main/compute/model/convolution.ts'
import { normal, on, size, tf } from './compare.ts'

const tensorflow = await openTensorFlow().then(() => true, () => false)

type Case = { readonly x: MapShape; readonly kernel: readonly number[]; readonly stride: number }
const cases: Case[] = [
  { x: [2, 6, 6, 6, 2], kernel: [3, 3, 3, 2, 3], stride: 1 },
  { x: [2, 6, 6, 6, 2], kernel: [3, 3, 3, 2, 3], stride: 2 },
  { x: [1, 5, 7, 4, 3], kernel: [3, 3, 3, 3, 1], stride: 2 },
  { x: [1, 7, 7, 7, 1], kernel: [4, 4, 4, 1, 2], stride: 3 },
  { x: [1, 6, 4, 8, 2], kernel: [2, 2, 2, 2, 4], stride: 2 },
]
const coarse = ({ x, kernel, stride }: Case): number[] => [x[0], ...x.slice(1, 4).map(length => Math.ceil(length / stride)), kernel[4]]

const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0)
const norm = (a: ArrayLike<number>): number => Math.sqrt(inner(a, a))

/** Every [z, y, x] below the bounds, x fastest. */
const positions = (bounds: readonly number[]): number[][] => Array.from({ length: size(bounds) }, (_, i) => [Math.floor(i / (bounds[1] * bounds[2])), Math.floor(i / bounds[2]) % bounds[1], i % bounds[2]])

/** The definition of tf.nn.conv3d with "SAME" padding, value by value in doubles. */
function byDefinition({ x, kernel, stride }: Case, values: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const [batch, ...rest] = x, lengths = rest.slice(0, 3), [channels, outputs] = kernel.slice(3)
  const outLengths = lengths.map(length => Math.ceil(length / stride))
  const margin = lengths.map((length, axis) => Math.floor(Math.max(0, (outLengths[axis] - 1) * stride + kernel[axis] - length) / 2))
  const out = new Float64Array(batch * size(outLengths) * outputs)
  for (let b = 0; b < batch; b++) for (const [i, position] of positions(outLengths).entries()) for (const [t, tap] of positions(kernel.slice(0, 3)).entries()) {
    const at = position.map((p, axis) => p * stride - margin[axis] + tap[axis])
    if (at.some((p, axis) => p < 0 || p >= lengths[axis])) continue
    const voxel = ((b * lengths[0] + at[0]) * lengths[1] + at[1]) * lengths[2] + at[2]
    for (let c = 0; c < channels; c++) for (let o = 0; o < outputs; o++) out[(b * size(outLengths) + i) * outputs + o] += values[voxel * channels + c] * weights[(t * channels + c) * outputs + o]
  }
  return out
}

describe.each(['cpu', 'wasm', 'tensorflow'])('on %s', backend => {
  const given = test.skipIf(backend === 'tensorflow' && !tensorflow).each(cases.map(one => [`[${one.x}] with [${one.kernel}] at stride ${one.stride}`, one] as const))

  given('conv3d is what its definition says: %s', async (_, one) => {
    const [x, kernel, y] = await on(backend, () => {
      const [x, kernel] = [normal<Tensor5D>(one.x), normal<Tensor5D>(one.kernel, 2)]
      return [x, kernel, conv3d(tf, x, kernel, one.stride)]
    })
    const expected = byDefinition(one, x.values, kernel.values)
    expect(y.shape).toEqual(coarse(one))
    expect(norm(y.values.map((value, i) => value - expected[i])) / norm(expected)).toBeLessThan(1e-6)
  })

  given('conv3dTranspose is its adjoint: %s', async (_, one) => {
    const [u, x, forward, back] = await on(backend, () => {
      const [u, kernel, x] = [normal<Tensor5D>(one.x, 1), normal<Tensor5D>(one.kernel, 2), normal<Tensor5D>(coarse(one), 3)]
      return [u, x, conv3d(tf, u, kernel, one.stride), conv3dTranspose(tf, x, kernel, one.x, one.stride)]
    })
    expect(back.shape).toEqual(one.x)
    expect(Math.abs(inner(forward.values, x.values) - inner(u.values, back.values))).toBeLessThan(1e-6 * norm(forward.values) * norm(x.values))
  })

  given('gradients of both are those of finite differences: %s', async (_, one) => {
    const forms = [
      { input: one.x, output: coarse(one), forward: (x: Tensor5D, kernel: Tensor5D) => conv3d(tf, x, kernel, one.stride) },
      { input: coarse(one), output: one.x, forward: (x: Tensor5D, kernel: Tensor5D) => conv3dTranspose(tf, x, kernel, one.x, one.stride) },
    ]
    for (const { input, output, forward } of forms) for (const argument of [0, 1]) {
      const [gradient, direction, ahead, behind, weights] = await on(backend, () => {
        const at = [normal<Tensor5D>(input, 4), normal<Tensor5D>(one.kernel, 5)], q = normal(output, 6)
        const along = normal<Tensor5D>(at[argument].shape, 7)
        const moved = (step: number): Tensor5D => {
          const [x, kernel] = at.map((value, i) => (i === argument ? tf.add(value, tf.mul(along, step)) : value)) as Tensor5D[]
          return forward(x, kernel)
        }
        const gradients = tf.grads((x: Tensor, kernel: Tensor) => tf.sum(tf.mul(forward(x as Tensor5D, kernel as Tensor5D), q)))(at)
        return [gradients[argument], along, moved(0.5), moved(-0.5), q]
      })
      const difference = inner(ahead.values.map((value, i) => value - behind.values[i]), weights.values)
      expect(Math.abs(inner(gradient.values, direction.values) - difference)).toBeLessThan(1e-5 * norm(gradient.values) * norm(direction.values))
    }
  })
})

test('strides that leave voxels out are refused', () => {
  expect(() => conv3d(tf, normal([1, 4, 4, 4, 1]), normal([1, 3, 3, 1, 1]), 2)).toThrow('a kernel of 1 × 3 × 3 at stride 2 leaves voxels out')
  expect(() => conv3dTranspose(tf, normal([1, 2, 2, 2, 1]), normal([2, 2, 2, 1, 1]), [1, 6, 6, 6, 1], 3)).toThrow('leaves voxels out')
})

test('has the types of TensorFlow.js', () => {
  expectTypeOf<ReturnType<Tf['matMul']>>().toExtend<Tensor>()
  expectTypeOf<Parameters<Tf['conv3d']>[0]>().not.toBeAny()
  expectTypeOf(conv3d).returns.toEqualTypeOf<Tensor5D>()
  expect(tf.version['tfjs-core']).toBe('4.22.0')
})
