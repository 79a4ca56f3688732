import type { AdamOptimizer, Variable } from '@tensorflow/tfjs'
import type { Checkpoints } from '../sorting/checkpoint.ts'
import type { Tf } from './backends/backend.ts'
import type { FitResult, Weights } from './jobs.ts'
import { readWeights, writeWeights, type Parameters } from './parameters.ts'

/** Where training stands; batches follow from the step alone. */
export type FitState = {
  readonly step: number
  /** Cross-entropy of the untrained network on the validation rows. */
  readonly before: number
  readonly best: { readonly step: number; readonly crossEntropy: number; readonly weights: Weights }
  readonly history: FitResult['history']
}

/** βᵗ as Adam multiplies them up, kept beside its moments: taken up as powers they would differ in the last bit. tfjs has them as private members. */
const decays = (optimizer: AdamOptimizer): readonly Variable[] => {
  const { accBeta1, accBeta2 } = optimizer as unknown as { readonly accBeta1: Variable; readonly accBeta2: Variable }
  return [accBeta1, accBeta2]
}

/** Weights, optimiser and progress as one file, whole or not at all. */
export async function saveFit(checkpoints: Checkpoints, name: string, parameters: Parameters, average: Parameters, optimizer: AdamOptimizer, state: FitState): Promise<void> {
  const arrays: Record<string, Float32Array> = {}, shapes: Record<string, readonly number[]> = {}
  const put = (prefix: string, weights: Weights): void => {
    for (const [key, { shape, values }] of Object.entries(weights)) {
      arrays[`${prefix}/${key}`] = values
      shapes[`${prefix}/${key}`] = shape
    }
  }
  put('now', await readWeights(parameters))
  put('average', await readWeights(average))
  put('best', state.best.weights)
  const moments = await optimizer.getWeights()
  for (const [i, { name: moment, tensor }] of moments.entries()) {
    arrays[`adam/${i}`] = Float32Array.from(await tensor.data())
    shapes[`adam/${i}`] = tensor.shape
    if (moment === 'iter') tensor.dispose()
  }
  for (const [i, decay] of decays(optimizer).entries()) arrays[`decay/${i}`] = Float32Array.from(await decay.data())
  checkpoints.save(name, {
    arrays, values: { shapes, adam: moments.map(moment => moment.name), step: state.step, before: state.before, bestStep: state.best.step, bestCrossEntropy: state.best.crossEntropy, history: state.history },
  })
}

export async function restoreFit(tf: Tf, checkpoints: Checkpoints, name: string, parameters: Parameters, average: Parameters, optimizer: AdamOptimizer): Promise<FitState | null> {
  const saved = checkpoints.load(name)
  if (!saved) return null
  const values = saved.values as { shapes: Record<string, number[]>; adam: string[]; step: number; before: number; bestStep: number; bestCrossEntropy: number; history: FitResult['history'] }
  const take = (prefix: string): Weights => Object.fromEntries(Object.entries(saved.arrays).filter(([key]) => key.startsWith(`${prefix}/`))
    .map(([key, array]) => [key.slice(prefix.length + 1), { shape: values.shapes[key], values: array as Float32Array }]))
  writeWeights(tf, parameters, take('now'))
  writeWeights(tf, average, take('average'))
  const moments = values.adam.map((key, i) => {
    const array = saved.arrays[`adam/${i}`]
    return { name: key, tensor: key === 'iter' ? tf.tensor(Int32Array.from(array), values.shapes[`adam/${i}`], 'int32') : tf.tensor(array as Float32Array, values.shapes[`adam/${i}`]) }
  })
  await optimizer.setWeights(moments)
  tf.dispose(moments.map(moment => moment.tensor))
  tf.tidy(() => { for (const [i, decay] of decays(optimizer).entries()) decay.assign(tf.scalar(saved.arrays[`decay/${i}`][0])) })
  return { step: values.step, before: values.before, best: { step: values.bestStep, crossEntropy: values.bestCrossEntropy, weights: take('best') }, history: values.history }
}
