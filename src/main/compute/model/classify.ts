import type { Tensor1D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'
import { graphTensors } from './graphTensors.ts'
import type { Items } from './items.ts'
import type { ClassifyJob } from './jobs.ts'
import { createParameters, parameterCount, assignWeights } from './parameters.ts'
import { predict } from './predict.ts'

/** Labels every item with a trained network. */
export async function classify(tf: Tf, job: ClassifyJob, items: Items, progress: (done: number, total: number, note: string) => void): Promise<{ logits: Float32Array; seconds: number; parameters: number }> {
  const { channels, classes, rows, views } = job.items, { nodes } = job.graph
  const parameters = createParameters(tf, nodes, channels, classes, job.options)
  assignWeights(tf, parameters, job.weights)
  const graph = graphTensors(tf, job.graph), logPrior = tf.tensor1d(job.logPrior)
  const constant = (name: string) => job.weights[name].values
  const affine = { mean: tf.tensor1d(constant('affine.mean')) as Tensor1D, deviation: tf.tensor1d(constant('affine.deviation')) as Tensor1D }
  const normal = { mean: constant('normal.mean'), deviation: constant('normal.deviation') }
  const start = performance.now()
  const all = Uint32Array.from({ length: rows * views }, (_, i) => i)
  const { logits } = await predict(tf, parameters, graph, logPrior, affine, job.options, all, part => items.batch(tf, part, normal, job.energies), done => progress(done, all.length, 'labelling'))
  return { logits, seconds: (performance.now() - start) / 1000, parameters: parameterCount(parameters) }
}
