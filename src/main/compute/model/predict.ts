import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Tensor1D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'
import type { GraphTensors } from './graphTensors.ts'
import { forward, type Affine, type Batch } from './network.ts'
import type { Parameters } from './parameters.ts'

const BATCH = 128

/** f32 [items × classes] and [items × width]. */
export type Predicted = { readonly logits: Float32Array; readonly pooled: Float32Array }

/** What the network makes of items: their logits, and φ, what the logits are read from. */
export async function predict(
  tf: Tf, parameters: Parameters, graph: GraphTensors, logPrior: Tensor1D, affine: Affine, options: { readonly layers: number; readonly heads: number },
  items: Uint32Array, batchOf: (part: ArrayLike<number>) => Batch, done?: (items: number) => void,
): Promise<Predicted> {
  const classes = logPrior.shape[0], width = affine.mean.shape[0]
  const logits = new Float32Array(items.length * classes), pooled = new Float32Array(items.length * width)
  for (let from = 0; from < items.length; from += BATCH) {
    const part = items.subarray(from, from + BATCH)
    const outcome = tf.tidy(() => forward(tf, parameters, graph, batchOf(part), logPrior, affine, options))
    logits.set(await outcome.logits.data() as Float32Array, from * classes)
    pooled.set(await outcome.pooled.data() as Float32Array, from * width)
    tf.dispose(outcome)
    done?.(from + part.length)
    // TensorFlow computes without a pause: the end of the parent would not be heard.
    await nextTurn()
  }
  return { logits, pooled }
}
