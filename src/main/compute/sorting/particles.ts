import type { Coefficients } from '../../numerics/coefficients.ts'
import type { Random } from '../../numerics/rng.ts'
import type { ParticleState } from '../threads/particleKernel.ts'
import type { ParticleStore } from '../threads/store.ts'

/**
 * Particles are dealt to a fixed number of slots. A slot is what one task works through, so sums are always added in the
 * same order however many threads there are; even and odd slots are the two halves of the local Wiener filter, and
 * slots s, s + 1 with s = 2·f (mod 2·FOLDS) are fold f of the held-out likelihood.
 */
export const SLOTS = 16
export const FOLDS = 4
export const foldOfSlot = (slot: number): number => (slot >> 1) % FOLDS
export const slotsOfFold = (fold: number): number[] => Array.from({ length: SLOTS }, (_, slot) => slot).filter(slot => foldOfSlot(slot) === fold)

/** Everything the sorting stages work on: the store, what changes about the particles, and who is where. */
export type SortingSet = {
  readonly store: ParticleStore
  readonly state: ParticleState
  readonly micrographs: number
  /** [count] row of the input at each position. */
  readonly rowAt: Uint32Array
  /** Å along the reference box; Fourier pixel r stands for boxSize / r Å. */
  readonly boxSize: number
}

export const sharedFloats = (length: number): SharedArrayBuffer => new SharedArrayBuffer(4 * length)
export const sharedDoubles = (length: number): SharedArrayBuffer => new SharedArrayBuffer(8 * length)

/** Order of rows in the store: dealt to slots at random; copies of one image (same file and section) share a slot. */
export function dealToSlots(file: Uint32Array, slice: Uint32Array, random: Random): { rowAt: Uint32Array; slotStart: Uint32Array } {
  const image = new Map<number, number>()
  const imageOfRow = Uint32Array.from(file, (f, row) => {
    const key = f * 2 ** 32 + slice[row]
    const known = image.get(key) ?? image.size
    image.set(key, known)
    return known
  })
  const order = random.permutation(image.size)
  const members: number[][] = Array.from({ length: SLOTS }, () => [])
  for (let row = 0; row < file.length; row++) members[order[imageOfRow[row]] % SLOTS].push(row)
  const slotStart = new Uint32Array(SLOTS + 1)
  for (let slot = 0; slot < SLOTS; slot++) slotStart[slot + 1] = slotStart[slot] + members[slot].length
  return { rowAt: Uint32Array.from(members.flat()), slotStart }
}

export function emptyState(count: number, micrographs: number, coefficients: Coefficients): ParticleState {
  const state: ParticleState = {
    rotation: sharedDoubles(9 * count), shift: sharedDoubles(2 * count), contrast: sharedFloats(count), frequencyScale: sharedFloats(count),
    micrograph: new SharedArrayBuffer(4 * count), whitening: sharedFloats(micrographs * (coefficients.limit + 1)), active: new SharedArrayBuffer(count),
  }
  new Float32Array(state.contrast).fill(1)
  new Float32Array(state.frequencyScale).fill(1)
  new Float32Array(state.whitening).fill(1)
  new Uint8Array(state.active).fill(1)
  return state
}
