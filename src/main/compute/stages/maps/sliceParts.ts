import type { ParticleSet } from '../../../../preload/contract/records.ts'
import type { SlicePart } from '../../threads/reconstructHalf.ts'

/** Poses, contrast, classes and halves that go into maps: what sorting found, which may differ from the file's. */
export type SortedParticles = {
  readonly particles: ParticleSet
  /** [count × 9] and [count × 2] Å, conventions of ParticleSet. */
  readonly rotation: Float64Array
  readonly shift: Float64Array
  /** [count] factor of the particle's signal; 1 is average. */
  readonly contrast: Float64Array
  /** [count] 1 … K; 0 is junk and goes into no map. */
  readonly classNumber: Int32Array
  /** [count] 0 or 1. */
  readonly half: Uint8Array
  /** [count] how much each counts in its map; without it all alike. */
  readonly weight?: Float64Array
}

/** Pixels of images that one part holds: about a second of work. */
const PART_PIXELS = 2 ** 24
const LEAST_PARTICLES = 256

/** Particles of one part. The box alone decides, never the number of threads: sums of floating-point numbers depend on their order. */
export const partLength = (box: number): number => Math.max(LEAST_PARTICLES, Math.round(PART_PIXELS / box ** 2))

/** The rows of one class and half, ordered by optics group, stack and place in it, and cut into parts. */
export function partRows(sorted: SortedParticles, classNumber: number, half: number, length: number): Uint32Array[] {
  const { particles } = sorted
  const rows: number[] = []
  for (let i = 0; i < particles.count; i++) if (sorted.classNumber[i] === classNumber && sorted.half[i] === half) rows.push(i)
  const { opticsGroup, file, slice } = particles
  rows.sort((a, b) => opticsGroup[a] - opticsGroup[b] || file[a] - file[b] || slice[a] - slice[b] || a - b)
  const parts: Uint32Array[] = []
  for (let from = 0; from < rows.length; from += length) parts.push(Uint32Array.from(rows.slice(from, from + length)))
  return parts
}

/** The columns of `rows`, copied for a worker thread. */
export function slicePart(sorted: SortedParticles, rows: Uint32Array): SlicePart {
  const { particles } = sorted
  const numbers = (column: Float64Array): Float64Array => Float64Array.from(rows, row => column[row])
  return {
    count: rows.length,
    file: Uint32Array.from(rows, row => particles.file[row]),
    slice: Uint32Array.from(rows, row => particles.slice[row]),
    opticsGroup: Uint16Array.from(rows, row => particles.opticsGroup[row]),
    rotation: vectors(sorted.rotation, rows, 9),
    shift: vectors(sorted.shift, rows, 2),
    contrast: numbers(sorted.contrast),
    weight: sorted.weight ? numbers(sorted.weight) : null,
    defocusU: numbers(particles.defocusU),
    defocusV: numbers(particles.defocusV),
    defocusAngle: numbers(particles.defocusAngle),
    phaseShift: numbers(particles.phaseShift),
    ctfBfactor: numbers(particles.ctfBfactor),
    ctfScale: numbers(particles.ctfScale),
  }
}

function vectors(column: Float64Array, rows: Uint32Array, length: number): Float64Array {
  const out = new Float64Array(rows.length * length)
  for (let i = 0; i < rows.length; i++) out.set(column.subarray(rows[i] * length, (rows[i] + 1) * length), i * length)
  return out
}
