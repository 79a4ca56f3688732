import { Failure } from '../../preload/contract/failure.ts'
import { nextTask } from './nextTask.ts'
import type { ValueMap } from './surface/sampleMap.ts'

export type DifferenceOptions = {
  /** [box³] what is above 0.5 counts as inside; everything does where it is left out. */
  readonly inside?: Float32Array
  readonly signal?: AbortSignal
}

export type Difference = ValueMap & {
  /** The second map was taken as scale · map + offset. */
  readonly scale: number
  readonly offset: number
  /** Standard deviation of the difference inside: a range of ±3 of it shows what differs. */
  readonly sigma: number
  /** Correlation of the two maps inside. */
  readonly correlation: number
}

/** Voxels worked on in one go, a few milliseconds. */
const SLAB = 1 << 20
const INSIDE = 0.5

type Moments = { count: number; a: number; b: number; aa: number; ab: number; bb: number }

/** Adds the moments of the voxels from … to that lie inside. */
function addMoments(moments: Moments, a: Float32Array, b: Float32Array, inside: Float32Array | undefined, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    if (inside && !(inside[i] > INSIDE)) continue
    moments.count++
    moments.a += a[i]
    moments.b += b[i]
    moments.aa += a[i] * a[i]
    moments.ab += a[i] * b[i]
    moments.bb += b[i] * b[i]
  }
}

/** What the second map must be multiplied with, and what added, to come closest to the first, by least squares. */
function fitOf({ count, a, b, aa, ab, bb }: Moments): Pick<Difference, 'scale' | 'offset' | 'sigma' | 'correlation'> {
  if (count === 0) return { scale: 1, offset: 0, sigma: 0, correlation: 0 }
  const [varianceA, varianceB, covariance] = [aa / count - (a / count) ** 2, bb / count - (b / count) ** 2, ab / count - (a / count) * (b / count)]
  const scale = varianceB > 0 ? covariance / varianceB : 0
  const correlation = varianceA > 0 && varianceB > 0 ? covariance / Math.sqrt(varianceA * varianceB) : 0
  return { scale, offset: (a - scale * b) / count, sigma: Math.sqrt(Math.max(0, varianceA * (1 - correlation ** 2))), correlation }
}

/**
 * First map less the second, after the second was brought to the first one's scale inside by least squares; in slabs, so that the page
 * stays free. Throws a Failure where the maps are not sampled alike, and the signal's reason when it is aborted.
 */
export async function differenceOf(first: ValueMap, second: ValueMap, { inside, signal }: DifferenceOptions = {}): Promise<Difference> {
  const { box, pixelSizeA } = first
  if (second.box !== box || Math.abs(second.pixelSizeA - pixelSizeA) > 1e-3 * pixelSizeA || (inside && inside.length !== first.voxels.length)) {
    throw new Failure('data', `the maps are not sampled alike: ${box} voxels of ${pixelSizeA} Å, and ${second.box} of ${second.pixelSizeA} Å`, 'choose two maps of one run')
  }
  const [a, b] = [first.voxels, second.voxels]
  const moments: Moments = { count: 0, a: 0, b: 0, aa: 0, ab: 0, bb: 0 }
  await inSlabs(a.length, (from, to) => addMoments(moments, a, b, inside, from, to), signal)
  const fit = fitOf(moments)
  const voxels = new Float32Array(a.length)
  await inSlabs(a.length, (from, to) => {
    for (let i = from; i < to; i++) voxels[i] = a[i] - fit.scale * b[i] - fit.offset
  }, signal)
  return { voxels, box, pixelSizeA, ...fit }
}

async function inSlabs(length: number, work: (from: number, to: number) => void, signal: AbortSignal | undefined): Promise<void> {
  for (let from = 0; from < length; from += SLAB) {
    signal?.throwIfAborted()
    work(from, Math.min(length, from + SLAB))
    await nextTask()
  }
}
