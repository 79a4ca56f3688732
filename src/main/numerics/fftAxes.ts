import { type FftPlan, fftPlan } from './fft.ts'

export type ComplexArray = Float32Array | Float64Array
export type Direction = 'forward' | 'inverse'

/** Lines transformed side by side: strided axes are read a cache line at a time. */
const BATCH = 8

/**
 * Transforms, in place, `lines` lines of an interleaved complex array. A line is `size` complex numbers `stride` apart;
 * neighbouring lines lie `apart` complex numbers apart; the first starts at complex index `start`.
 */
export function transformLines(data: ComplexArray, size: number, stride: number, start: number, apart: number, lines: number, direction: Direction): void {
  const { plan, input, output } = scratch(size)
  // Swapping re and im before and after turns the forward transform into the inverse one.
  const re = direction === 'forward' ? 0 : 1
  const im = 1 - re
  const scale = direction === 'forward' ? 1 : 1 / size
  for (let first = 0; first < lines; first += BATCH) {
    const count = Math.min(BATCH, lines - first)
    const base = 2 * (start + first * apart)
    for (let j = 0, row = base, to = 0; j < size; j++, row += 2 * stride, to = 2 * BATCH * j) {
      for (let l = 0, from = row; l < count; l++, from += 2 * apart, to += 2) {
        input[to] = data[from + re]
        input[to + 1] = data[from + im]
      }
    }
    plan.forward(output, input)
    for (let j = 0, row = base, from = 0; j < size; j++, row += 2 * stride, from = 2 * BATCH * j) {
      for (let l = 0, to = row; l < count; l++, to += 2 * apart, from += 2) {
        data[to + re] = scale * output[from]
        data[to + im] = scale * output[from + 1]
      }
    }
  }
}

type Scratch = { readonly plan: FftPlan; readonly input: Float64Array; readonly output: Float64Array }
const scratches = new Map<number, Scratch>()

function scratch(size: number): Scratch {
  let kept = scratches.get(size)
  if (!kept) {
    kept = { plan: fftPlan(size, BATCH), input: new Float64Array(2 * size * BATCH), output: new Float64Array(2 * size * BATCH) }
    scratches.set(size, kept)
  }
  return kept
}
