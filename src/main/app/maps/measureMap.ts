import type { MapEntry, MapFacts } from '../../../preload/contract/calls/maps.ts'
import { readVolume } from '../../formats/mrc.ts'
import { PixelStatistics } from '../../formats/mrcPixels.ts'
import { otsuThreshold } from '../../numerics/masks.ts'

const BINS = 1 << 16
/** Points of the curve of enclosed volume. */
const POINTS = 200

/** 1 in the ball that the box holds: corners hold what the reconstruction put there. */
function ballIn(n: number): Uint8Array {
  const c = n >> 1, out = new Uint8Array(n ** 3)
  let at = 0
  for (let z = -c; z < n - c; z++) for (let y = -c; y < n - c; y++) for (let x = -c; x < n - c; x++) out[at++] = z * z + y * y + x * x < c * c ? 1 : 0
  return out
}

/**
 * The volume above each of some levels, which rise so that each step takes the same fraction of the volume away: steps are as fine
 * where the particle is as where there is only noise.
 */
function enclosedVolume(data: Float32Array, min: number, max: number, voxelA3: number): MapFacts['enclosed'] {
  if (max === min) return { level: [min], volumeA3: [0] }
  const width = (max - min) / BINS, count = new Uint32Array(BINS)
  for (let i = 0; i < data.length; i++) count[Math.min(BINS - 1, Math.floor((data[i] - min) / width))]++
  const level: number[] = [], volumeA3: number[] = [], step = data.length ** (1 / (POINTS - 1))
  for (let bin = 0, above = data.length, wanted = data.length; bin < BINS; above -= count[bin++]) {
    if (above > wanted) continue
    level.push(min + bin * width)
    volumeA3.push(above * voxelA3)
    while (wanted >= above && wanted >= 1) wanted /= step
  }
  return { level, volumeA3 }
}

/** Standard deviations of the solvent above which a voxel is shown: of a normal noise 3 in 100,000 reach it. */
const ABOVE_NOISE = 4
/** The solvent's shell, by radius in boxes: outside the particle, inside the ball that reconstructions fill. */
const SHELL = [0.42, 0.49] as const

/** Mean and standard deviation of the outermost shell, where there is no particle. */
function solvent(data: Float32Array, n: number): { mean: number; sigma: number } {
  const c = n >> 1, from = (SHELL[0] * n) ** 2, to = (SHELL[1] * n) ** 2
  let at = 0, count = 0, sum = 0, squares = 0
  for (let z = -c; z < n - c; z++) for (let y = -c; y < n - c; y++) for (let x = -c; x < n - c; x++, at++) {
    const r2 = z * z + y * y + x * x
    if (r2 < from || r2 >= to) continue
    count++
    sum += data[at]
    squares += data[at] ** 2
  }
  const mean = sum / count
  return { mean, sigma: Math.sqrt(Math.max(0, squares / count - mean ** 2)) }
}

/**
 * The level that shows the particle and not the noise: the higher of Otsu's threshold (1979) in the ball that the box holds, which tells molecule
 * and solvent apart best where they differ, and 4 σ of the solvent above its mean, which a sharpened map needs. Of a mask the middle of its edge;
 * of local resolution the mean, for there it is a scale and no surface.
 */
export function suggestedLevel(data: Float32Array, box: number, kind: MapEntry['kind'], mean: number): number {
  if (kind === 'mask') return 0.5
  if (kind === 'local resolution') return mean
  const { mean: ground, sigma } = solvent(data, box), clear = ground + ABOVE_NOISE * sigma, best = otsuThreshold(data, ballIn(box))
  return clear > best && data.some(value => value > clear) ? clear : best
}

/** Figures of a map. Throws the reader's Failure. */
export function measureMap({ path, kind }: { readonly path: string; readonly kind: MapEntry['kind'] }): MapFacts {
  const { box, pixelSize, data } = readVolume(path), statistics = new PixelStatistics()
  statistics.add(data)
  const { dmin: min, dmax: max, dmean: mean, rms: sigma } = statistics.header
  return { min, max, mean, sigma, enclosed: enclosedVolume(data, min, max, pixelSize ** 3), suggestedLevel: suggestedLevel(data, box, kind, mean) }
}
