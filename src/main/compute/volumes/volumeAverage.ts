import type { StageContext } from '../../../preload/contract/progress.ts'
import { whiteningWeights } from '../../numerics/noise.ts'
import { coefficientsOf, gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import type { VolumeSet } from './loadVolumes.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** What judging settles step by step. */
export type State = {
  readonly set: VolumeSet
  readonly active: Uint8Array
  /** [count] factor of the particle's signal, the sign of the density with it. */
  readonly contrast: Float64Array
  /** f32 [count × (limit + 1)] 1/σ of the noise. */
  whitening: Float32Array
  consensus: Float64Array
  power: Float64Array
  mask: Float32Array
}

export const rowsOf = ({ active }: State): number[] => [...active.keys()].filter(i => active[i] === 1)

/** C of every coefficient of row `i`, into `out`. */
export function transferOf({ set, contrast, whitening }: State, i: number, out: Float32Array): void {
  const { ball, observed } = set, { shell } = ball
  const own = whitening.subarray(i * (ball.limit + 1), (i + 1) * (ball.limit + 1)), factor = contrast[i]
  for (let c = 0; c < ball.count; c++) out[c] = factor * own[shell[c]]
  if (observed) for (let c = 0, from = i * ball.count; c < ball.count; c++) out[c] *= observed[from + c]
}

/** Sums over particles of C F and C², each half (even and odd slots) apart. */
type Sums = { readonly num: readonly [Float64Array, Float64Array]; readonly den: readonly [Float64Array, Float64Array] }

export function average(s: State): Sums {
  const { ball, data, slot } = s.set
  const sums: Sums = { num: [new Float64Array(2 * ball.count), new Float64Array(2 * ball.count)], den: [new Float64Array(ball.count), new Float64Array(ball.count)] }
  const transfer = new Float32Array(ball.count)
  for (const i of rowsOf(s)) {
    const half = slot[i] & 1, num = sums.num[half], den = sums.den[half], factor = 1 / s.contrast[i]
    transferOf(s, i, transfer)
    for (let c = 0, at = 2 * i * ball.count; c < ball.count; c++, at += 2) {
      const square = transfer[c] * transfer[c]
      // C times the amplitude that F is divided by.
      num[2 * c] += square * factor * data[at]
      num[2 * c + 1] += square * factor * data[at + 1]
      den[c] += square
    }
  }
  return sums
}

export const whole = ({ num, den }: Sums) => ({ num: num[0].map((v, i) => v + num[1][i]), den: den[0].map((v, i) => v + den[1][i]) })

/** Mean |num/den|² by shell less what is noise of it, but not less than a hundredth: the power that priors are set to. */
export function shellPower({ ball }: VolumeSet, sums: Sums): Float64Array {
  const { num, den } = whole(sums)
  const [power, noise, members] = [0, 1, 2].map(() => new Float64Array(ball.limit + 1))
  for (let c = 0; c < ball.count; c++) {
    if (den[c] === 0) continue
    power[ball.shell[c]] += (num[2 * c] ** 2 + num[2 * c + 1] ** 2) / den[c] ** 2
    noise[ball.shell[c]] += 1 / den[c]
    members[ball.shell[c]]++
  }
  return power.map((sum, r) => Math.max(sum - noise[r], 0.01 * sum, 1e-12) / Math.max(members[r], 1))
}

export const wiener = ({ set, power }: State, num: Float64Array, den: Float64Array): Float64Array =>
  num.map((value, i) => value / (den[i >> 1] + 1 / power[set.ball.shell[i >> 1]]))

function masked({ set, mask }: State, a: Float64Array, b: Float64Array): [Float64Array, Float64Array] {
  const grid = gridFor(set.ball.limit), maps = mapsOf(set.ball, grid, a, b), soft = maskOn(mask, grid)
  for (const map of maps) for (let i = 0; i < map.length; i++) map[i] *= soft[i]
  return coefficientsOf(set.ball, grid, ...maps)
}

/** Each half's average, without a mask. */
export const halfAverages = (s: State, { num, den }: Sums): [Float64Array, Float64Array] => [wiener(s, num[0], den[0]), wiener(s, num[1], den[1])]

/** Sets consensus and power; gives each half's own. */
export function setConsensus(s: State, sums: Sums = average(s)): [Float64Array, Float64Array] {
  const { num, den } = whole(sums)
  s.power = shellPower(s.set, sums)
  const all = wiener(s, num, den)
  s.consensus = masked(s, all, all)[0]
  return masked(s, ...halfAverages(s, sums))
}

/** Sets the noise of every particle from what the consensus leaves of it. */
export function whiten(s: State): void {
  const { ball, data, count, observed } = s.set, { consensus } = s
  const width = ball.limit + 1, power = new Float32Array(count * width), members = new Float64Array(width)
  for (const r of ball.shell) members[r]++
  const sum = new Float64Array(width), seen = new Float64Array(width)
  for (const i of rowsOf(s)) {
    const factor = s.contrast[i]
    sum.fill(0)
    seen.fill(0)
    for (let c = 0, at = i * ball.count; c < ball.count; c++, at++) {
      if (observed !== null && observed[at] === 0) continue
      const r = ball.shell[c]
      sum[r] += (data[2 * at] - factor * consensus[2 * c]) ** 2 + (data[2 * at + 1] - factor * consensus[2 * c + 1]) ** 2
      seen[r]++
    }
    for (let r = 1; r < width; r++) power[i * width + r] = sum[r] / Math.max(seen[r], 1)
  }
  s.whitening = whiteningWeights({ power, shells: width, group: Uint32Array.from({ length: count }, (_, i) => i), groups: count, active: s.active, members })
}

/** Of every active row ⟨C F, C V⟩ over its contrast and |C V|², V the map that it is compared with. */
export function products(s: State, mapFor: (row: number) => Float64Array): { linear: Float64Array; energy: Float64Array } {
  const { ball, count, data } = s.set, linear = new Float64Array(count), energy = new Float64Array(count), transfer = new Float32Array(ball.count)
  for (const i of rowsOf(s)) {
    const map = mapFor(i), factor = 1 / s.contrast[i]
    transferOf(s, i, transfer)
    for (let c = 0, at = 2 * i * ball.count; c < ball.count; c++, at += 2) {
      const square = transfer[c] * transfer[c]
      linear[i] += square * factor * (data[at] * map[2 * c] + data[at + 1] * map[2 * c + 1])
      energy[i] += square * (map[2 * c] ** 2 + map[2 * c + 1] ** 2)
    }
  }
  return { linear, energy }
}

/** Turns the maps into residuals, in place. */
export function workspaceOf(s: State, ctx: StageContext): VolumeWorkspace {
  const { set } = s, { ball, count, boxSize, slot, observed, data } = set, { consensus } = s
  const width = ball.limit + 1, transfer = new Float32Array(ball.count)
  for (let i = 0; i < count; i++) {
    transferOf(s, i, transfer)
    const factor = 1 / s.contrast[i]
    for (let c = 0, at = 2 * i * ball.count; c < ball.count; c++, at += 2) {
      const square = transfer[c] * transfer[c]
      data[at] = square * (factor * data[at] - consensus[2 * c])
      data[at + 1] = square * (factor * data[at + 1] - consensus[2 * c + 1])
    }
  }
  const precision = s.whitening.map((value, at) => (value * s.contrast[Math.floor(at / width)]) ** 2)
  return { ctx, count, ball, boxSize, slot, active: s.active, residual: data, precision, observed, consensus, power: s.power, mask: s.mask, density: 1 / (usualScale(s) * set.box ** 1.5) }
}

/** Median of what the maps were multiplied by. */
export function usualScale({ set }: State): number {
  const scales = set.scale.filter(v => v > 0).toSorted()
  return scales[scales.length >> 1]
}
