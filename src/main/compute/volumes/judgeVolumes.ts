import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { shells, toReal } from '../../numerics/fourierGrid.ts'
import { fitSlopes, shrunkenSlope } from '../../numerics/slopeMixture.ts'
import { ballMask, correlation, maskOf, strongest } from '../sorting/consensus.ts'
import { MASK_SIZE } from '../sorting/workspace.ts'
import { spread, voxelsOf } from './ball.ts'
import { gridFor } from './fourierMaps.ts'
import type { VolumeSet } from './loadVolumes.ts'
import { average, halfAverages, products, rowsOf, setConsensus, shellPower, usualScale, whiten, whole, wiener, workspaceOf, type State } from './volumeAverage.ts'
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
  /** Coefficients of the two half-sets' averages, without a mask. */
  readonly averages: readonly [Float64Array, Float64Array]
  /** [count] contrast over noise variance, and contrast² over it: weights of a map in an average and of what it adds to the average's. */
  readonly weights: { readonly map: Float64Array; readonly total: Float64Array }
}

export const HANDEDNESS = 'the hand of the maps is kept as it came'

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
  const sums = average(s), halves = setConsensus(s, sums), averages = halfAverages(s, sums)
  return {
    w: workspaceOf(s, ctx), averages, sign, spread: mixture.spread / mixture.mean, junk: s.active.reduce((sum, on) => sum + 1 - on, 0),
    halfMapCorrelation: correlation(...halves), gain: total(proof.gain) / count, weights: weightsOf(s),
  }
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

type Slopes = { readonly slope: Float64Array; readonly variance: Float64Array; readonly gain: Float64Array }

/** Slope of every particle on the other half's consensus, its variance, and the log-likelihood that the consensus wins, scaled as fits all best. */
function slopes(s: State): Slopes {
  const halves = setConsensus(s), { linear, energy } = products(s, i => halves[1 - (s.set.slot[i] & 1)])
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
