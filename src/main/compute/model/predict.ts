import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Tensor1D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'
import type { GraphTensors } from './graphTensors.ts'
import { forward, type Affine, type Batch } from './network.ts'
import type { Parameters } from './parameters.ts'

const BATCH = 128

/** Logits of items, f32 [items × classes]. */
export async function predict(
  tf: Tf, parameters: Parameters, graph: GraphTensors, logPrior: Tensor1D, affine: Affine, options: { readonly layers: number; readonly heads: number },
  items: Uint32Array, batchOf: (part: ArrayLike<number>) => Batch, done?: (items: number) => void,
): Promise<Float32Array> {
  const classes = logPrior.shape[0], out = new Float32Array(items.length * classes)
  for (let from = 0; from < items.length; from += BATCH) {
    const part = items.subarray(from, from + BATCH)
    const logits = tf.tidy(() => forward(tf, parameters, graph, batchOf(part), logPrior, affine, options).logits)
    out.set(await logits.data() as Float32Array, from * classes)
    logits.dispose()
    done?.(from + part.length)
    // TensorFlow computes without a pause: the end of the parent would not be heard.
    await nextTurn()
  }
  return out
}
