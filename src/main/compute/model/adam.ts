const BETA1 = 0.9, BETA2 = 0.99, EPSILON = 1e-7
/** What a step leaves of the running average of the weights, which is what is judged and kept (Polyak and Juditsky 1992). */
const MEMORY = 0.97

/** What training changes: f32 vectors of all parameters, one after the other. */
export type Learned = {
  readonly now: Float32Array
  readonly average: Float32Array
  /** Running means of the gradient and of its square. */
  readonly mean: Float32Array
  readonly square: Float32Array
}

export const startLearning = (values: Float32Array): Learned => ({ now: values.slice(), average: values.slice(), mean: new Float32Array(values.length), square: new Float32Array(values.length) })

/**
 * One step of Adam (Kingma and Ba 2015) and of the running average, in place; `step` counts from 0, `rate` is of each parameter. Outside TensorFlow:
 * there it is a dozen small operations for each of thirty parameters, a tenth of the time of a step, and its state is
 * private; here every backend rounds alike.
 */
export function adamStep({ now, average, mean, square }: Learned, gradient: Float32Array, step: number, rate: (i: number) => number): void {
  const unbias1 = 1 / (1 - BETA1 ** (step + 1)), unbias2 = 1 / (1 - BETA2 ** (step + 1))
  // Early on the average forgets faster, so that it does not hang on to where training began.
  const memory = Math.min(MEMORY, step / (step + 10))
  for (let i = 0; i < now.length; i++) {
    mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient[i]
    square[i] = BETA2 * square[i] + (1 - BETA2) * gradient[i] ** 2
    now[i] -= (rate(i) * unbias1 * mean[i]) / (Math.sqrt(unbias2 * square[i]) + EPSILON)
    average[i] = memory * average[i] + (1 - memory) * now[i]
  }
}
