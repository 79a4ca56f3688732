import { createRequire } from 'node:module'
import type { DataType, Tensor } from '@tensorflow/tfjs'
import type { Tf } from '../../src/main/compute/model/backends/backend.ts'
import { openWasm } from '../../src/main/compute/model/backends/wasm.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

export const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as Tf

/** Normal numbers, the same for a shape and a seed. */
export function normal<T extends Tensor>(shape: readonly number[], seed = 1): T {
  const random = seededRandom(seed)
  return tf.tensor(Float32Array.from({ length: size(shape) }, () => random.normal()), [...shape]) as T
}

export const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)

export type Result = { readonly shape: readonly number[]; readonly dtype: DataType; readonly values: Float64Array }

/** What `compute` gives on a backend; its tensors are made there and freed. */
export async function on(backend: string, compute: () => Tensor | Tensor[]): Promise<Result[]> {
  if (backend === 'wasm') await openWasm()
  else await tf.setBackend(backend)
  const tensors = tf.tidy(() => [compute()].flat())
  const results = tensors.map(tensor => ({ shape: tensor.shape, dtype: tensor.dtype, values: Float64Array.from(tensor.dataSync()) }))
  tf.dispose(tensors)
  return results
}

/** Largest difference between what two backends give, relative to the largest value; NaN where shapes or types differ. */
export async function difference(compute: () => Tensor | Tensor[], one = 'wasm', other = 'cpu'): Promise<number> {
  const [left, right] = [await on(one, compute), await on(other, compute)]
  if (left.length !== right.length) return Number.NaN
  return Math.max(...left.map(({ shape, dtype, values }, i) => {
    const expected = right[i]
    if (shape.join() !== expected.shape.join() || dtype !== expected.dtype) return Number.NaN
    const largest = expected.values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-30)
    return values.reduce((worst, value, j) => (Number.isNaN(value) ? Number.NaN : Math.max(worst, Math.abs(value - expected.values[j]))), 0) / largest
  }))
}
