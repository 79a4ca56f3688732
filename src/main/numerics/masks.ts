import { connectedComponents } from './connectedComponents.ts'
import { squaredDistance } from './distanceTransform.ts'
import { filterVolume, lowPassGain } from './filters.ts'

/** The map is judged at this resolution, Å, or at this many px where that is coarser. */
const LOW_PASS = { angstrom: 15, pixels: 4 }
/** How far the threshold lies from the solvent's mean to the molecule's, at least so many standard deviations of the solvent. */
const LEVEL = { fraction: 0.3, deviations: 3 }
/** Parts smaller than this fraction of the largest are dropped. */
const SMALLEST_PART = 0.05
/** Å, at least so many px: the mask is widened, then falls off. */
const DILATION = { angstrom: 6, pixels: 2 }
const EDGE = { angstrom: 10, pixels: 4 }
/** A mask that holds less of the inscribed ball than this found no molecule. */
const LEAST_VOLUME = 1e-3

export type SoftMask = { readonly data: Float32Array; readonly found: boolean }

/**
 * A soft mask (1 on the molecule, 0 in solvent) from the density alone. The map is low-passed at 15 Å; Otsu's threshold (1979) on the
 * histogram of the ball that the box holds tells molecule from solvent; the mask's level is lowered to 30 % of the way from the solvent's mean
 * to the molecule's, so that weak parts (what is there in one class of several) stay in, but not below three standard deviations of the solvent; parts of
 * at least 5 % of the largest are kept, widened by 6 Å and given a raised-cosine edge of 10 Å (at least 2 and 4 px). Without a
 * molecule (`found` false) the mask is a ball of 80 % of the box.
 */
export function softMask(map: Float32Array, n: number, pixelSize: number): SoftMask {
  const edge = (n * pixelSize) / Math.max(LOW_PASS.angstrom, LOW_PASS.pixels * pixelSize)
  const smooth = filterVolume(map, n, radius => lowPassGain(radius, edge, Math.max(2, edge / 5)))
  const ball = ballOf(n, n / 2)
  const level = maskLevel(smooth, ball)
  const above = ball.map((inBall, i) => (inBall && smooth[i] > level ? 1 : 0))
  const { label, size } = connectedComponents(above, n)
  const largest = size.reduce((most, voxels) => Math.max(most, voxels), 0)
  const found = largest >= LEAST_VOLUME * ball.reduce((sum, inBall) => sum + inBall, 0)
  const core = found ? above.map((_, i) => (label[i] > 0 && size[label[i]] >= SMALLEST_PART * largest ? 1 : 0)) : ballOf(n, 0.4 * n)
  const dilation = found ? Math.max(DILATION.pixels, DILATION.angstrom / pixelSize) : 0
  return { data: softened(core, n, dilation, Math.max(EDGE.pixels, EDGE.angstrom / pixelSize)), found }
}

/** 1 up to `dilation` px from the marked voxels, a raised cosine over the next `edge` px, 0 beyond. */
export function softened(core: Uint8Array, n: number, dilation: number, edge: number): Float32Array {
  const distance = squaredDistance(core, n)
  return distance.map(d2 => {
    const beyond = (Math.sqrt(d2) - dilation) / edge
    return beyond <= 0 ? 1 : beyond >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * beyond)
  })
}

function ballOf(n: number, radius: number): Uint8Array {
  const c = n >> 1
  const out = new Uint8Array(n ** 3)
  let i = 0
  for (let z = -c; z < n - c; z++) {
    for (let y = -c; y < n - c; y++) for (let x = -c; x < n - c; x++) out[i++] = x * x + y * y + z * z < radius * radius ? 1 : 0
  }
  return out
}

function maskLevel(map: Float32Array, where: Uint8Array): number {
  const split = otsuThreshold(map, where)
  let [low, lowSquares, lowCount, high, highCount] = [0, 0, 0, 0, 0]
  for (let i = 0; i < map.length; i++) {
    if (!where[i]) continue
    if (map[i] > split) {
      high += map[i]
      highCount++
    } else {
      low += map[i]
      lowSquares += map[i] ** 2
      lowCount++
    }
  }
  const solvent = low / lowCount
  const deviation = Math.sqrt(Math.max(0, lowSquares / lowCount - solvent ** 2))
  return Math.max(solvent + LEVEL.fraction * (high / highCount - solvent), solvent + LEVEL.deviations * deviation)
}

const BINS = 1024

/** The value that splits the marked voxels into two groups with the largest variance between the groups (Otsu 1979). */
export function otsuThreshold(map: Float32Array, where: Uint8Array): number {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < map.length; i++) {
    if (!where[i]) continue
    low = Math.min(low, map[i])
    high = Math.max(high, map[i])
  }
  if (!(high > low)) return low
  const bin = (high - low) / BINS
  const count = new Float64Array(BINS)
  for (let i = 0; i < map.length; i++) if (where[i]) count[Math.min(BINS - 1, Math.floor((map[i] - low) / bin))]++
  return low + otsuSplit(count) * bin
}

/** The same of a histogram: the bin that the upper group starts with. */
export function otsuSplit(count: Float64Array): number {
  const total = count.reduce((sum, value) => sum + value, 0)
  const moment = count.reduce((sum, value, i) => sum + value * i, 0)
  let [best, at, below, belowMoment] = [-1, 0, 0, 0]
  for (let i = 0; i < count.length - 1; i++) {
    below += count[i]
    belowMoment += count[i] * i
    if (below === 0 || below === total) continue
    const between = (moment * below - belowMoment * total) ** 2 / (below * (total - below))
    if (between > best) [best, at] = [between, i]
  }
  return at + 1
}
