import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { dealMicrographs, dealToSlots } from '../sorting/particles.ts'
import { ballOf, type Ball } from './ball.ts'
import { findMissing } from './missing.ts'
import type { VolumeParticles } from './importVolumes.ts'
import { VolumeCropper } from './volumeCropper.ts'
import { VolumeReader } from './volumeReader.ts'

/** The particles' Fourier coefficients up to the limit, by row. */
export type VolumeSet = {
  readonly count: number
  readonly ball: Ball
  /** Voxels along a side of the input maps. */
  readonly box: number
  /** Å along the box; Fourier pixel r stands for boxSize / r Å. */
  readonly boxSize: number
  /** [count] slot that each row was dealt to: even and odd ones are halves, see sorting/particles.ts. */
  readonly slot: Uint8Array
  /** [count × 2·ball.count] interleaved, of mean square 1 over the ball. */
  readonly data: Float32Array
  /** [count × ball.count] 0 where a map holds nothing (missing wedge); null where all maps hold everything. */
  readonly observed: Uint8Array | null
  /** [count] what the maps were multiplied by; 0 for a map without any density. */
  readonly scale: Float64Array
}

export type VolumeLoadOptions = {
  readonly box: number
  readonly maxResolution: number | null
  readonly seed: number
  /** [count] what makes folds of whole tomograms even; null: maps are dealt one by one. */
  readonly deal?: Float64Array | null
}

/** Fraction of the working box's Nyquist frequency that is used, as for images. */
const USED = 9 / 16
const LEAST_LIMIT = 6
/** Coefficients take no more memory than this: with more particles the limit is lowered. */
const MOST_BYTES = 3e9

/** Frequency limit of a run, Fourier pixels of the maps' box. */
export function volumeLimit({ box, pixelSize }: Pick<VolumeParticles, 'box' | 'pixelSize'>, options: Pick<VolumeLoadOptions, 'box' | 'maxResolution'>): number {
  const most = Math.min(Math.floor((options.box / 2) * USED), (box >> 1) - 1)
  const wanted = options.maxResolution === null ? most : Math.floor((box * pixelSize) / options.maxResolution)
  if (wanted < LEAST_LIMIT) throw new Failure('usage', `a limit of ${options.maxResolution} Å leaves ${wanted} Fourier pixels of a ${box} px box`, `at least ${LEAST_LIMIT} are needed: give a finer --max-resolution`)
  return Math.min(wanted, most)
}

/** Reads every map once and keeps its coefficients up to the limit, scaled to one another. One map at a time is in memory at full size. */
export async function loadVolumes(particles: VolumeParticles, options: VolumeLoadOptions, ctx: StageContext): Promise<VolumeSet> {
  const { count, box, pixelSize } = particles
  const wanted = volumeLimit(particles, options)
  let ball = ballOf(wanted)
  while (ball.limit > LEAST_LIMIT && count * ball.count * 9 > MOST_BYTES) ball = ballOf(ball.limit - 1)
  if (ball.limit < wanted) ctx.warn(`${count} maps to ${((box * pixelSize) / wanted).toFixed(1)} Å do not fit in memory: sorted to ${((box * pixelSize) / ball.limit).toFixed(1)} Å`)
  const data = new Float32Array(count * 2 * ball.count), scale = new Float64Array(count)
  const reader = new VolumeReader(particles), cropper = new VolumeCropper(box, ball)
  for (let row = 0; row < count; row++) {
    cropper.read(reader.read(row), data, row * 2 * ball.count)
    scale[row] = scaled(data.subarray(row * 2 * ball.count, (row + 1) * 2 * ball.count))
    ctx.report({ stage: 'load maps', done: row + 1, total: count })
    if (row % YIELD_EVERY !== 0) continue
    await nextTurn()
    ctx.signal.throwIfAborted()
  }
  const empty = scale.filter(value => value === 0).length
  if (empty > 0) ctx.warn(`${empty} maps hold no density at all, first ${particles.place(scale.indexOf(0))}: set apart as junk`)
  return { count, ball, box, boxSize: box * pixelSize, slot: slotsFor(particles, options), data, scale, observed: findMissing(data, ball) }
}

const YIELD_EVERY = 4

/** Divides coefficients by their root mean square and returns what they were multiplied by. */
function scaled(values: Float32Array): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += values[i] ** 2
  const factor = squares > 0 ? Math.sqrt(values.length / 2 / squares) : 0
  for (let i = 0; i < values.length; i++) values[i] *= factor
  return factor
}

/** Rows dealt to slots at random, copies of one map to the same; or whole tomograms. */
function slotsFor({ paths, tomogram }: VolumeParticles, { seed, deal }: VolumeLoadOptions): Uint8Array {
  const files = new Map(paths.map((path, i) => [path, i])), random = seededRandom(seed).fork('slots')
  const { rowAt, slotStart } = deal ? dealMicrographs(tomogram, deal, random) : dealToSlots(Uint32Array.from(paths, path => files.get(path)!), new Uint32Array(paths.length), random)
  const slot = new Uint8Array(paths.length)
  for (let s = 0; s + 1 < slotStart.length; s++) for (let p = slotStart[s]; p < slotStart[s + 1]; p++) slot[rowAt[p]] = s
  return slot
}
