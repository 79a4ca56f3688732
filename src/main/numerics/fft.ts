import { isSmooth, mixedRadix } from './fftMixed.ts'

/**
 * One-dimensional complex transforms of any length on interleaved (re, im) numbers.
 * forward: X[k] = Σ x[j] e^{−2πi jk/n}, unscaled. inverse: x[j] = (1/n) Σ X[k] e^{+2πi jk/n}.
 * A plan transforms `batch` signals side by side: number j of signal b is complex number j·batch + b.
 */
export type FftPlan = {
  readonly size: number
  readonly batch: number
  /** `out` and `data` hold 2·size·batch numbers each and must not share memory; `data` is left as it was. */
  forward(out: Float64Array, data: Float64Array): void
  inverse(out: Float64Array, data: Float64Array): void
}

const plans = new Map<string, FftPlan>()

/** The plan for a length; made once and kept. A plan owns scratch memory, so one thread uses it at a time. */
export function fftPlan(size: number, batch = 1): FftPlan {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`${size} is no transform length`)
  const key = `${size}×${batch}`
  let plan = plans.get(key)
  if (!plan) {
    plan = withInverse(size, batch, isSmooth(size) ? mixedRadix(size, batch) : chirp(size, batch))
    plans.set(key, plan)
  }
  return plan
}

/** Swapping re and im before and after turns the forward transform into the inverse one. */
function withInverse(size: number, batch: number, forward: FftPlan['forward']): FftPlan {
  const swapped = new Float64Array(2 * size * batch)
  const inverse = (out: Float64Array, data: Float64Array): void => {
    for (let i = 0; i < swapped.length; i += 2) {
      swapped[i] = data[i + 1]
      swapped[i + 1] = data[i]
    }
    forward(out, swapped)
    for (let i = 0; i < swapped.length; i += 2) {
      const re = out[i + 1] / size
      out[i + 1] = out[i] / size
      out[i] = re
    }
  }
  return { size, batch, forward, inverse }
}

/** Bluestein (1970): jk = (j² + k² − (k − j)²) / 2 turns a transform of any length into a convolution of power-of-two length. */
function chirp(size: number, batch: number): FftPlan['forward'] {
  let length = 4
  while (length < 2 * size - 1) length *= 2
  const wave = new Float64Array(2 * size)
  for (let j = 0; j < size; j++) {
    // j² is reduced modulo 2n first: large arguments of cos and sin lose digits.
    const angle = (Math.PI * ((j * j) % (2 * size))) / size
    wave[2 * j] = Math.cos(angle)
    wave[2 * j + 1] = -Math.sin(angle)
  }
  const kernel = new Float64Array(2 * length)
  for (let j = 0; j < size; j++) {
    for (const at of j === 0 ? [0] : [j, length - j]) {
      kernel[2 * at] = wave[2 * j]
      kernel[2 * at + 1] = -wave[2 * j + 1]
    }
  }
  const kernelTransform = new Float64Array(2 * length)
  mixedRadix(length)(kernelTransform, kernel)
  const { forward, inverse } = fftPlan(length, batch)
  const padded = new Float64Array(2 * length * batch)
  const work = new Float64Array(2 * length * batch)
  return (out, data) => {
    padded.fill(0, 2 * size * batch)
    times(data, wave, padded, size, batch)
    forward(work, padded)
    times(work, kernelTransform, work, length, batch)
    inverse(padded, work)
    times(padded, wave, out, size, batch)
  }
}

/** out = a · b, where the numbers of b serve all signals of a batch; `out` may be `a` itself. */
function times(a: Float64Array, b: Float64Array, out: Float64Array, size: number, batch: number): void {
  for (let j = 0, i = 0; j < size; j++) {
    const br = b[2 * j]
    const bi = b[2 * j + 1]
    for (const end = i + 2 * batch; i < end; i += 2) {
      const re = a[i] * br - a[i + 1] * bi
      out[i + 1] = a[i] * bi + a[i + 1] * br
      out[i] = re
    }
  }
}
