import type { Tensor1D } from '@tensorflow/tfjs'
import { decode, encode } from './autoencoder.ts'
import type { Tf } from './backends/backend.ts'
import type { GraphTensors } from './graphTensors.ts'
import type { Items, Normalisation } from './items.ts'
import { DECODED, type FitJob } from './jobs.ts'
import { forward, type Affine, type Batch } from './network.ts'
import type { Parameters } from './parameters.ts'

const DECODED_ITEMS = 32

/** Mean decoded map of each class over the particles that are most certainly in it. */
export async function decodedMaps(
  tf: Tf, p: Parameters, graph: GraphTensors, logPrior: Tensor1D, affine: Affine, job: FitJob, items: Items, normal: Normalisation,
  part: Uint32Array, logits: Float32Array, batchOf: (part: ArrayLike<number>) => Batch,
): Promise<Float32Array> {
  const { classes } = job.items, cube = DECODED ** 3, out = new Float32Array(classes * cube)
  for (let k = 0; k < classes; k++) {
    const margin = (i: number) => {
      let rival = -Infinity
      for (let j = 0; j < classes; j++) if (j !== k) rival = Math.max(rival, logits[i * classes + j])
      return logits[i * classes + k] - (classes > 1 ? rival : 0)
    }
    const members = Array.from(part, (_, i) => i).toSorted((a, b) => margin(b) - margin(a)).slice(0, DECODED_ITEMS).map(i => part[i])
    if (members.length === 0) continue
    const volumes = items.volumes(members, members.length, normal)
    const mean = tf.tidy(() => {
      const { pooled } = forward(tf, p, graph, batchOf(members), logPrior, affine, job.options)
      const one = tf.tensor2d(Float32Array.from({ length: members.length * classes }, (_, i) => (i % classes === k ? 1 : 0)), [members.length, classes])
      return tf.mean(decode(tf, p, encode(tf, p, tf.tensor(volumes, [members.length, cube])), pooled, one), 0)
    })
    out.set(await mean.data() as Float32Array, k * cube)
    mean.dispose()
  }
  return out
}
