import { studentQuantile } from './studentT.ts'

/** The amplitude that unseen data speak for, with a 95 % interval, and the log-likelihood that it wins over none. No interval where that is 0: what was fitted says nothing then. */
export type HeldOutAmplitude = { readonly value: number; readonly interval: readonly [low: number, high: number] | null; readonly gain: number }

/**
 * Where the log-likelihood of unseen data over the amplitude of something that was fitted elsewhere has its maximum. Amplitudes
 * `step`, 2·step, … were tried; `gains[i][block]` is what (i + 1)·step wins over none on a block of the data. The maximum is that of
 * the parabola through the best of them and its neighbours. Its interval is the jackknife's over the blocks, by Student's t.
 */
export function heldOutAmplitude(step: number, gains: readonly (readonly number[])[]): HeldOutAmplitude {
  const blocks = gains[0].length, whole = gains.map(sum), best = highest(step, whole)
  if (best.value === 0) return { ...best, interval: null }
  const without = Array.from({ length: blocks }, (_, block) => highest(step, gains.map((by, i) => whole[i] - by[block])).value)
  const mean = sum(without) / blocks, error = Math.sqrt(((blocks - 1) / blocks) * sum(without.map(value => (value - mean) ** 2)))
  const reach = studentQuantile(blocks - 1) * error
  return { ...best, interval: [Math.max(0, best.value - reach), best.value + reach] }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function highest(step: number, gains: readonly number[]): { readonly value: number; readonly gain: number } {
  const curve = [0, ...gains], at = curve.indexOf(Math.max(...curve))
  if (at === 0) return { value: 0, gain: 0 }
  if (at === gains.length) return { value: at * step, gain: curve[at] }
  const slope = (curve[at + 1] - curve[at - 1]) / 2, bend = 2 * curve[at] - curve[at + 1] - curve[at - 1]
  return { value: (at + slope / bend) * step, gain: curve[at] + slope ** 2 / (2 * bend) }
}
