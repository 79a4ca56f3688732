import type { Checkpoints } from '../sorting/checkpoint.ts'
import type { Learned } from './adam.ts'
import type { FitResult } from './jobs.ts'

/** Where training stands; batches follow from the step alone. */
export type FitState = {
  readonly step: number
  /** Cross-entropy of the untrained network on the validation rows. */
  readonly before: number
  readonly best: { readonly step: number; readonly crossEntropy: number; readonly values: Float32Array }
  readonly history: FitResult['history']
  readonly learned: Learned
}

/** Weights, optimiser and progress as one file, whole or not at all. */
export function saveFit(checkpoints: Checkpoints, name: string, { step, before, best, history, learned }: FitState): void {
  checkpoints.save(name, { arrays: { ...learned, best: best.values }, values: { step, before, bestStep: best.step, bestCrossEntropy: best.crossEntropy, history } })
}

export function restoreFit(checkpoints: Checkpoints, name: string): FitState | null {
  const saved = checkpoints.load(name)
  if (!saved) return null
  const { best, ...learned } = saved.arrays as Record<keyof Learned | 'best', Float32Array>
  const values = saved.values as { step: number; before: number; bestStep: number; bestCrossEntropy: number; history: FitResult['history'] }
  return { step: values.step, before: values.before, best: { step: values.bestStep, crossEntropy: values.bestCrossEntropy, values: best }, history: values.history, learned }
}
