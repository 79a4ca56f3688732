import type { Differences } from './differences.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** Class differences as scoring reads them, with the gain by shell at which they explain maps best. */
export type Templates = {
  readonly classes: number
  readonly limit: number
  readonly logPrior: Float64Array
  /** [limit + 1] */
  readonly gain: Float64Array
  /** [classes] interleaved. */
  readonly difference: readonly Float64Array[]
  /** [classes] |difference|² by coefficient, and summed by shell. */
  readonly power: readonly Float64Array[]
  readonly shellPower: readonly Float64Array[]
}

/** ⟨residual, Δ⟩ and |C Δ|² by shell, summed over maps and classes by posterior. */
export type Fit = { readonly linear: Float64Array; readonly energy: Float64Array }

export function templatesOf({ ball }: VolumeWorkspace, { classes, limit, occupancy, coefficients }: Differences, gain: Float64Array): Templates {
  const power = coefficients.map(d => Float64Array.from({ length: d.length / 2 }, (_, c) => d[2 * c] ** 2 + d[2 * c + 1] ** 2))
  const shellPower = power.map(p => {
    const out = new Float64Array(ball.limit + 1)
    for (let c = 0; c < p.length; c++) out[ball.shell[c]] += p[c]
    return out
  })
  return { classes, limit, logPrior: occupancy.map(v => Math.log(v + 1e-9)), gain, difference: coefficients, power, shellPower }
}

/** Reads ⟨residual, Δ_k⟩ and |C Δ_k|² of row `i` by shell into `linear` and `energy` [classes × (limit + 1)]. */
export function products({ ball, residual, precision, observed }: VolumeWorkspace, { classes, limit, difference, power, shellPower }: Templates, i: number, linear: Float64Array, energy: Float64Array): void {
  const shells = ball.limit + 1, count = ball.within[limit], from = i * ball.count
  for (let k = 0, to = 0; k < classes; k++) {
    const d = difference[k], p = power[k]
    for (let r = 0; r < shells; r++, to++) {
      const own = precision[i * shells + r], end = Math.min(ball.first[r + 1], count)
      let sum = 0
      for (let j = 2 * ball.first[r], at = 2 * from + j; j < 2 * end; j++, at++) sum += residual[at] * d[j]
      linear[to] = sum
      if (observed === null) {
        energy[to] = own * shellPower[k][r]
        continue
      }
      sum = 0
      for (let c = ball.first[r]; c < end; c++) sum += observed[from + c] * p[c]
      energy[to] = own * sum
    }
  }
}

/** Scores maps one by one; owns scratch memory. */
export class Scorer {
  readonly #w: VolumeWorkspace
  readonly #linear: Float64Array
  readonly #energy: Float64Array
  readonly #log: Float64Array

  constructor(w: VolumeWorkspace, classes: number) {
    this.#w = w
    this.#linear = new Float64Array(classes * (w.ball.limit + 1))
    this.#energy = new Float64Array(this.#linear.length)
    this.#log = new Float64Array(classes)
  }

  /** Writes the posteriors of row `i`; returns log Σ_k π_k p(map | k) − log p(map | consensus). What it found is added to `fit`. */
  score(templates: Templates, i: number, posteriors: Float32Array, fit: Fit | null): number {
    const { classes, gain, logPrior } = templates, shells = gain.length
    const linear = this.#linear, energy = this.#energy, log = this.#log
    products(this.#w, templates, i, linear, energy)
    let highest = -Infinity
    for (let k = 0, at = 0; k < classes; k++) {
      log[k] = logPrior[k]
      for (let r = 0; r < shells; r++, at++) log[k] += gain[r] * (2 * linear[at] - gain[r] * energy[at])
      highest = Math.max(highest, log[k])
    }
    let sum = 0
    for (const value of log) sum += Math.exp(value - highest)
    for (let k = 0, at = 0; k < classes; k++) {
      const q = Math.exp(log[k] - highest) / sum
      posteriors[i * classes + k] = q
      if (!fit) continue
      for (let r = 0; r < shells; r++, at++) {
        fit.linear[r] += q * linear[at]
        fit.energy[r] += q * energy[at]
      }
    }
    return highest + Math.log(sum)
  }
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

/** Bounds of the gain, and the energy that a shell must hold for its own gain to weigh as much as all shells'. */
const MOST_GAIN = 4
const OWN_ENERGY = 10

/**
 * The gain by shell at which differences explain the maps that took no part in them best: Σ⟨residual, Δ⟩ / Σ|C Δ|². Filters shrink
 * differences more or less than their noise asks for; this sets them right, and lets shells without a signal go.
 */
export function gainOf({ linear, energy }: Fit): Float64Array {
  const all = total(energy) > 0 ? Math.max(0, total(linear) / total(energy)) : 1
  return linear.map((value, r) => Math.min(MOST_GAIN, Math.max(0, (value + OWN_ENERGY * all) / (energy[r] + OWN_ENERGY))))
}
