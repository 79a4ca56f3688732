import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { shells, toReal } from '../../numerics/fourierGrid.ts'
import { whiteningWeights } from '../../numerics/noise.ts'
import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { ballMask, correlation, maskOf, strongest } from '../sorting/consensus.ts'
import { MASK_SIZE } from '../sorting/workspace.ts'
import { spread, voxelsOf } from './ball.ts'
import { coefficientsOf, gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import type { VolumeSet } from './loadVolumes.ts'
import type { VolumeWorkspace } from './workspace.ts'

export type VolumeJudgement = {
  readonly w: VolumeWorkspace
  /** Sign of the density in the maps. */
  readonly sign: 1 | -1
  /** Standard deviation of the particles' contrast over its mean, measurement noise subtracted. */
  readonly spread: number
  readonly junk: number
  /** Correlation of the two half-sets' averages inside the mask. */
  readonly halfMapCorrelation: number
  /** Log-likelihood per map that the other half's average wins over no signal. */
  readonly gain: number
  /** [count] contrast over noise variance, and contrast² over it: weights of a map in an average and of what it adds to the average's. */
  readonly weights: { readonly map: Float64Array; readonly total: Float64Array }
}

/** What is settled step by step. */
type State = {
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

/** Gaussian low-pass of the map that the mask is made from, and its limit, Fourier pixels. */
const MASK_FREQUENCY = 8
const DENSITY_LIMIT = 24
/** An average must explain the other half's maps by so many standard errors. */
const CERTAIN = 5
/** Factor that no particle's contrast falls below. */
const LEAST_CONTRAST = 0.2

/**
 * The maps' consensus, the sign of their density, mask, noise (by particle and shell, from what the consensus leaves), junk and contrast.
 * Slopes are taken on the average of the other half, so that nobody is judged by a map that holds it. Throws a Failure where the maps have
 * nothing in common. The set's data is used up: it becomes the workspace's residuals.
 */
export function judgeVolumes(set: VolumeSet, givenMask: Float32Array | null, input: string, ctx: StageContext): VolumeJudgement {
  const { ball, count } = set
  const s: State = {
    set, active: Uint8Array.from(set.scale, scale => (scale > 0 ? 1 : 0)), contrast: new Float64Array(count).fill(1), whitening: new Float32Array(0),
    consensus: new Float64Array(2 * ball.count), power: new Float64Array(ball.limit + 1), mask: ballMask(),
  }
  whiten(s)
  const first = smoothDensity(s)
  const sign = strongest(first) >= 0 ? 1 : -1
  if (sign < 0) s.contrast.fill(-1)
  s.mask = givenMask ?? maskOf(first.map(v => sign * v))
  setConsensus(s)
  whiten(s)

  const proof = slopes(s)
  refuseUnrelated(proof.gain.filter((_, i) => s.active[i] === 1), input)
  const judged = fitSlopes(...ofActive(s, proof))
  rowsOf(s).forEach((i, at) => { if (judged.junk[at] > 0.5) s.active[i] = 0 })
  setConsensus(s)
  whiten(s)
  const measured = slopes(s), mixture = fitSlopes(...ofActive(s, measured))
  for (const i of rowsOf(s)) s.contrast[i] *= Math.max(LEAST_CONTRAST, shrunkenSlope(measured.slope[i], measured.variance[i], mixture) / mixture.mean)
  if (!givenMask) s.mask = maskOf(smoothDensity(s))
  setConsensus(s)
  whiten(s)
  const halves = setConsensus(s)
  return {
    w: workspaceOf(s, ctx), sign, spread: mixture.spread / mixture.mean, junk: s.active.reduce((sum, on) => sum + 1 - on, 0),
    halfMapCorrelation: correlation(...halves), gain: total(proof.gain) / count, weights: weightsOf(s),
  }
}

const rowsOf = ({ active }: State): number[] => [...active.keys()].filter(i => active[i] === 1)

/** C of every coefficient of row `i`, into `out`. */
function transferOf({ set, contrast, whitening }: State, i: number, out: Float32Array): void {
  const { ball, observed } = set, { shell } = ball
  const own = whitening.subarray(i * (ball.limit + 1), (i + 1) * (ball.limit + 1)), factor = contrast[i]
  for (let c = 0; c < ball.count; c++) out[c] = factor * own[shell[c]]
  if (observed) for (let c = 0, from = i * ball.count; c < ball.count; c++) out[c] *= observed[from + c]
}

/** Sums over particles of C F and C², each half (even and odd slots) apart. */
type Sums = { readonly num: readonly [Float64Array, Float64Array]; readonly den: readonly [Float64Array, Float64Array] }

function average(s: State): Sums {
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

const whole = ({ num, den }: Sums) => ({ num: num[0].map((v, i) => v + num[1][i]), den: den[0].map((v, i) => v + den[1][i]) })

/** Mean |num/den|² by shell less what is noise of it, but not less than a hundredth: the power that priors are set to. */
function shellPower({ ball }: VolumeSet, sums: Sums): Float64Array {
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

const wiener = ({ set, power }: State, num: Float64Array, den: Float64Array): Float64Array =>
  num.map((value, i) => value / (den[i >> 1] + 1 / power[set.ball.shell[i >> 1]]))

function masked({ set, mask }: State, a: Float64Array, b: Float64Array): [Float64Array, Float64Array] {
  const grid = gridFor(set.ball.limit), maps = mapsOf(set.ball, grid, a, b), soft = maskOn(mask, grid)
  for (const map of maps) for (let i = 0; i < map.length; i++) map[i] *= soft[i]
  return coefficientsOf(set.ball, grid, ...maps)
}

/** Sets consensus and power; gives each half's own. */
function setConsensus(s: State): [Float64Array, Float64Array] {
  const sums = average(s), { num, den } = whole(sums)
  s.power = shellPower(s.set, sums)
  const all = wiener(s, num, den)
  s.consensus = masked(s, all, all)[0]
  return masked(s, wiener(s, sums.num[0], sums.den[0]), wiener(s, sums.num[1], sums.den[1]))
}

/** Sets the noise of every particle from what the consensus leaves of it. */
function whiten(s: State): void {
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

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

type Slopes = { readonly slope: Float64Array; readonly variance: Float64Array; readonly gain: Float64Array }

/** Slope of every particle on the other half's consensus, its variance, and the log-likelihood that the consensus wins, scaled as fits all best. */
function slopes(s: State): Slopes {
  const { ball, count, data, slot } = s.set
  const halves = setConsensus(s), linear = new Float64Array(count), energy = new Float64Array(count), transfer = new Float32Array(ball.count)
  for (const i of rowsOf(s)) {
    const map = halves[1 - (slot[i] & 1)], factor = 1 / s.contrast[i]
    transferOf(s, i, transfer)
    for (let c = 0, at = 2 * i * ball.count; c < ball.count; c++, at += 2) {
      const square = transfer[c] * transfer[c]
      linear[i] += square * factor * (data[at] * map[2 * c] + data[at + 1] * map[2 * c + 1])
      energy[i] += square * (map[2 * c] ** 2 + map[2 * c + 1] ** 2)
    }
  }
  const scale = Math.max(0, total(linear) / Math.max(total(energy), 1e-12))
  const safe = energy.map(e => Math.max(e, 1e-9))
  return { slope: safe.map((e, i) => linear[i] / e), variance: safe.map(e => 1 / (2 * e)), gain: linear.map((l, i) => 2 * scale * l - scale * scale * energy[i]) }
}

const ofActive = ({ active }: State, { slope, variance }: Slopes): [Float64Array, Float64Array] =>
  [slope.filter((_, i) => active[i] === 1), variance.filter((_, i) => active[i] === 1)]

/** Maps that share no frame, or hold different things, have an average that says nothing of the next one. */
function refuseUnrelated(gain: Float64Array, input: string): void {
  const mean = total(gain) / gain.length
  const error = Math.sqrt(total(gain.map(v => (v - mean) ** 2))) / gain.length
  if (mean > 0 && mean > CERTAIN * error) return
  throw new Failure('data', `${input}: the average of one half of the maps explains nothing of the other half (log-likelihood ${mean.toFixed(2)} ± ${error.toFixed(2)} per map)`, 'bring all maps of one particle type into one frame first, or give their poses in a star file')
}

/** The density at the resolution that masks are made at, [MASK_SIZE³]. */
function smoothDensity(s: State): Float32Array {
  const { ball } = s.set, sums = average(s), { num, den } = whole(sums)
  s.power = shellPower(s.set, sums)
  const limit = Math.min(DENSITY_LIMIT, ball.limit), grid = { ...gridFor(limit), size: MASK_SIZE }, shell = shells(grid)
  const fourier = spread(wiener(s, num, den), voxelsOf(ball, grid), grid, new Float64Array(2 * grid.voxels))
  for (let v = 0; v < 2 * grid.voxels; v++) fourier[v] *= Math.exp(-((shell[v >> 1] / MASK_FREQUENCY) ** 2))
  const map = new Float32Array(MASK_SIZE ** 3)
  toReal(grid, fourier, new Float64Array(fourier.length), map, new Float32Array(map.length))
  return map
}

/** Turns the maps into residuals, in place. */
function workspaceOf(s: State, ctx: StageContext): VolumeWorkspace {
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
function usualScale({ set }: State): number {
  const scales = set.scale.filter(v => v > 0).toSorted()
  return scales[scales.length >> 1]
}

/** For averages of whole maps in real space: one noise variance per particle, the mean of its shells'. */
function weightsOf(s: State): VolumeJudgement['weights'] {
  const { set, contrast, whitening } = s, { ball, count, scale } = set, width = ball.limit + 1, usual = usualScale(s)
  const certainty = Float64Array.from({ length: count }, (_, i) => {
    let sum = 0
    for (const r of ball.shell) sum += whitening[i * width + r] ** 2
    return sum / ball.count
  })
  return { map: certainty.map((v, i) => (v * contrast[i] * scale[i]) / usual), total: certainty.map((v, i) => v * contrast[i] ** 2) }
}
