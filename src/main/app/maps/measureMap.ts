import type { MapEntry, MapFacts } from '../../../preload/contract/calls/maps.ts'
import { readVolume } from '../../formats/mrc.ts'
import { PixelStatistics } from '../../formats/mrcPixels.ts'
import { otsuSplit } from '../../numerics/masks.ts'

const BINS = 1 << 16
/** Points of the curve of enclosed volume. */
const POINTS = 200
/** Standard deviations of the solvent above which a voxel is shown: of a normal noise 3 in 100,000 reach it. */
const ABOVE_NOISE = 4
/** The solvent's shell, by radius in boxes: outside the particle, inside the ball that reconstructions fill. */
const SHELL = [0.42, 0.49] as const

/** What one walk over a map's voxels tells. Bin b begins at min + b · width. */
type Survey = Pick<MapFacts, 'min' | 'max' | 'mean' | 'sigma'> & {
  readonly width: number
  readonly all: Float64Array
  /** In the ball that the box holds: corners hold what the reconstruction put there. */
  readonly inBall: Float64Array
  /** Mean and standard deviation of the outermost shell, where there is no particle. */
  readonly solvent: { readonly mean: number; readonly sigma: number }
}

function surveyOf(data: Float32Array, n: number): Survey {
  const statistics = new PixelStatistics()
  statistics.add(data)
  const { dmin: min, dmax: max, dmean: mean, rms: sigma } = statistics.header
  const c = n >> 1, ball = c * c, from = (SHELL[0] * n) ** 2, to = (SHELL[1] * n) ** 2, perUnit = max > min ? BINS / (max - min) : 0
  const all = new Float64Array(BINS), inBall = new Float64Array(BINS)
  let at = 0, count = 0, sum = 0, squares = 0
  for (let z = -c; z < n - c; z++) for (let y = -c; y < n - c; y++) for (let x = -c; x < n - c; x++, at++) {
    const value = data[at], r2 = z * z + y * y + x * x, bin = Math.min(BINS - 1, Math.floor((value - min) * perUnit))
    all[bin]++
    if (r2 < ball) inBall[bin]++
    if (r2 < from || r2 >= to) continue
    count++
    sum += value
    squares += value * value
  }
  const ground = sum / count
  return { min, max, mean, sigma, width: (max - min) / BINS, all, inBall, solvent: { mean: ground, sigma: Math.sqrt(Math.max(0, squares / count - ground ** 2)) } }
}

/**
 * The volume above each of some levels, which rise so that each step takes the same fraction of the volume away: steps are as fine
 * where the particle is as where there is only noise.
 */
function enclosedVolume({ min, max, width, all }: Survey, voxels: number, voxelA3: number): MapFacts['enclosed'] {
  if (max === min) return { level: [min], volumeA3: [0] }
  const level: number[] = [], volumeA3: number[] = [], step = voxels ** (1 / (POINTS - 1))
  for (let bin = 0, above = voxels, wanted = voxels; bin < BINS; above -= all[bin++]) {
    if (above > wanted) continue
    level.push(min + bin * width)
    volumeA3.push(above * voxelA3)
    while (wanted >= above && wanted >= 1) wanted /= step
  }
  return { level, volumeA3 }
}

/**
 * The level that shows the particle and not the noise: the higher of Otsu's threshold (1979) in the ball, which tells molecule and solvent
 * apart best where they differ, and 4 σ of the solvent above its mean, which a sharpened map needs. Of a mask the middle of its edge;
 * of local resolution the mean, for there it is a scale and no surface.
 */
function levelFor({ min, max, mean, width, inBall, solvent }: Survey, kind: MapEntry['kind']): number {
  if (kind === 'mask') return 0.5
  if (kind === 'local resolution' || max === min) return mean
  const clear = solvent.mean + ABOVE_NOISE * solvent.sigma, best = min + otsuSplit(inBall) * width
  return clear > best && max > clear ? clear : best
}

/** The first level of a map of box³ voxels. */
export const suggestedLevel = (data: Float32Array, box: number): number => levelFor(surveyOf(data, box), 'map')

/** Figures of a map. Throws the reader's Failure. */
export function measureMap({ path, kind }: { readonly path: string; readonly kind: MapEntry['kind'] }): MapFacts {
  const { box, pixelSize, data } = readVolume(path), survey = surveyOf(data, box), { min, max, mean, sigma } = survey
  return { min, max, mean, sigma, enclosed: enclosedVolume(survey, data.length, pixelSize ** 3), suggestedLevel: levelFor(survey, kind) }
}
