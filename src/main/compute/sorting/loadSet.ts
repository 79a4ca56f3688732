import { freemem } from 'node:os'
import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { ParticleSet } from '../../../preload/contract/records.ts'
import { listCoefficients } from '../../numerics/coefficients.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { dealMicrographs, dealToSlots, emptyState, sharedFloats, type SortingSet } from './particles.ts'
import type { LoadInput } from '../threads/loadParticles.ts'
import type { Pool } from '../threads/pool.ts'
import type { ParticleStore } from '../threads/store.ts'

export type LoadOptions = {
  /** Working box, px. */
  readonly box: number
  /** Finest resolution, Å; null: 9/16 of the working box's Nyquist frequency. */
  readonly maxResolution: number | null
  readonly seed: number
  /** Folder for coefficients that do not fit in memory. */
  readonly scratch: string
  /** Multiplies the pixel size that CTFs are evaluated at; the proof of match tries others than 1. */
  readonly pixelScale?: number
  /** Fourier pixels, in place of what box and finest resolution give. */
  readonly limit?: number
  /** Coefficients that take more bytes than this go to a file; by default what the machine can spare. */
  readonly memoryBytes?: number
  /** How rows are dealt to slots: at random, or whole micrographs, `weight` by row being what is to be even. */
  readonly deal?: 'random' | { readonly weight: ArrayLike<number> }
}

/** Fraction of the working box's Nyquist frequency that is used: beyond it interpolation and cropping cost accuracy. */
const USED = 9 / 16
const CHUNK = 512
/** Coefficients are kept in memory up to this many bytes or a third of what is free, whichever is less. */
const MOST_MEMORY = 1.5e9

/** Frequency limit of a run in Fourier pixels of the reference box. */
export function frequencyLimit(particles: ParticleSet, { box, maxResolution }: Pick<LoadOptions, 'box' | 'maxResolution'>): number {
  const smallest = Math.min(...particles.optics.map(o => o.box))
  const most = Math.floor((Math.min(box, smallest) / 2) * USED)
  const wanted = maxResolution === null ? most : Math.floor((particles.optics[0].box * particles.optics[0].pixelSize) / maxResolution)
  if (wanted < 6) throw new Failure('usage', `a limit of ${maxResolution} Å leaves ${wanted} Fourier pixels of a ${particles.optics[0].box} px box`, 'at least 6 are needed: give a finer --max-resolution')
  return Math.min(wanted, most)
}

/**
 * Reads every image once, crops it in Fourier space, removes its given shift, and keeps coefficients and CTF in the
 * store. Returns the set with white weights of 1, and the power of every particle by shell.
 */
export async function loadSet(particles: ParticleSet, options: LoadOptions, pool: Pool, ctx?: StageContext): Promise<{ set: SortingSet; shellPower: SharedArrayBuffer }> {
  const coefficients = listCoefficients(options.limit ?? frequencyLimit(particles, options))
  const random = seededRandom(options.seed).fork('slots'), { deal = 'random' } = options
  const { rowAt, slotStart } = deal === 'random' ? dealToSlots(particles.file, particles.slice, random) : dealMicrographs(particles.micrograph, deal.weight, random)
  const { count } = particles
  const bytes = count * 12 * coefficients.count
  const inMemory = bytes < (options.memoryBytes ?? Math.min(MOST_MEMORY, freemem() / 3))
  const path = inMemory ? null : join(options.scratch, 'coefficients.bin')
  if (path) allocate(path, bytes)
  const store: ParticleStore = { coefficients, count, box: options.box, slotStart, memory: inMemory ? new SharedArrayBuffer(bytes) : null, path }
  const state = emptyState(count, particles.micrographs.length, coefficients)
  const reference = particles.optics[0].box * particles.optics[0].pixelSize
  const rotation = new Float64Array(state.rotation), scale = new Float32Array(state.frequencyScale), micrograph = new Uint32Array(state.micrograph)
  for (let p = 0; p < count; p++) {
    const row = rowAt[p], optics = particles.optics[particles.opticsGroup[row]]
    rotation.set(particles.rotation.subarray(9 * row, 9 * row + 9), 9 * p)
    scale[p] = reference / (optics.box * optics.pixelSize)
    micrograph[p] = particles.micrograph[row]
  }
  const shellPower = sharedFloats(count * (coefficients.limit + 1))
  const chunks: LoadInput[] = []
  for (let from = 0; from < count; from += CHUNK) chunks.push(columnsOf(particles, rowAt.subarray(from, from + CHUNK), store, from, options.pixelScale ?? 1, shellPower))
  await pool.map('loadParticles', chunks, done => ctx?.report({ stage: 'load images', done: Math.min(done * CHUNK, count), total: count }))
  return { set: { store, state, micrographs: particles.micrographs.length, rowAt, boxSize: reference }, shellPower }
}

function allocate(path: string, bytes: number): void {
  try {
    const fd = openSync(path, 'w')
    ftruncateSync(fd, bytes)
    closeSync(fd)
  } catch (error) {
    throw new Failure('output', `${path}: cannot make a scratch file of ${(bytes / 1e9).toFixed(1)} GB`, 'free space or choose another output folder', { cause: error })
  }
}

function columnsOf(particles: ParticleSet, rows: Uint32Array, store: ParticleStore, from: number, pixelScale: number, shellPower: SharedArrayBuffer): LoadInput {
  const pick = (column: Float64Array) => Float64Array.from(rows, row => column[row])
  const shift = new Float64Array(2 * rows.length)
  rows.forEach((row, i) => shift.set(particles.shift.subarray(2 * row, 2 * row + 2), 2 * i))
  return {
    store, from, files: particles.files, file: Uint32Array.from(rows, row => particles.file[row]), slice: Uint32Array.from(rows, row => particles.slice[row]),
    optics: particles.optics, opticsGroup: Uint16Array.from(rows, row => particles.opticsGroup[row]), shift,
    defocusU: pick(particles.defocusU), defocusV: pick(particles.defocusV), defocusAngle: pick(particles.defocusAngle), phaseShift: pick(particles.phaseShift),
    ctfBfactor: pick(particles.ctfBfactor), ctfScale: pick(particles.ctfScale), pixelScale, shellPower,
  }
}

