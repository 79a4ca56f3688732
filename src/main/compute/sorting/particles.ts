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

/** Row of the input at each position of the store, and where each slot begins. */
export type Deal = { readonly rowAt: Uint32Array; readonly slotStart: Uint32Array }

/** Slot of every position. */
export function slotsOf({ slotStart }: Pick<Deal, 'slotStart'>): Uint8Array {
  const out = new Uint8Array(slotStart[SLOTS])
  for (let slot = 0; slot < SLOTS; slot++) out.fill(slot, slotStart[slot], slotStart[slot + 1])
  return out
}

/** Order of rows in the store: dealt to slots at random; copies of one image (same file and section) share a slot. */
export function dealToSlots(file: Uint32Array, slice: Uint32Array, random: Random): Deal {
  const image = new Map<number, number>()
  const imageOfRow = Uint32Array.from(file, (f, row) => {
    const key = f * 2 ** 32 + slice[row]
    const known = image.get(key) ?? image.size
    image.set(key, known)
    return known
  })
  const order = random.permutation(image.size)
  return inOrder(Uint8Array.from(imageOfRow, i => order[i] % SLOTS))
}

/**
 * Whole micrographs to a slot, the heaviest first: to the fold, then the parity, then the slot that carries least. What one
 * fold holds out then shares no micrograph with the rest, and both halves of the local Wiener filter keep some of it.
 * `weight`: what is to be even, by row.
 */
export function dealMicrographs(micrograph: Uint32Array, weight: ArrayLike<number>, random: Random): Deal {
  const load = new Float64Array(micrograph.reduce((most, m) => Math.max(most, m), -1) + 1)
  micrograph.forEach((m, row) => { load[m] += weight[row] })
  const slots = new Float64Array(SLOTS), slotOf = new Uint8Array(load.length)
  const sum = (which: (slot: number) => boolean) => slots.reduce((total, v, slot) => (which(slot) ? total + v : total), 0)
  for (const m of Array.from(random.permutation(load.length)).toSorted((a, b) => load[b] - load[a])) {
    const fold = lightest(Array.from({ length: FOLDS }, (_, f) => f), f => [sum(s => foldOfSlot(s) === f)])
    const parity = lightest([0, 1], p => [sum(s => foldOfSlot(s) === fold && (s & 1) === p), sum(s => (s & 1) === p)])
    const slot = lightest(slotsOfFold(fold).filter(s => (s & 1) === parity), s => [slots[s]])
    slots[slot] += load[m]
    slotOf[m] = slot
  }
  return inOrder(Uint8Array.from(micrograph, m => slotOf[m]))
}

/** The first of the candidates whose loads are least, the first load deciding. */
function lightest(candidates: readonly number[], loads: (candidate: number) => readonly number[]): number {
  return candidates.reduce((best, candidate) => {
    const [a, b] = [loads(candidate), loads(best)], at = a.findIndex((v, i) => v !== b[i])
    return at >= 0 && a[at] < b[at] ? candidate : best
  })
}

/** Rows in the order of their slots. */
function inOrder(slotOfRow: Uint8Array): Deal {
  const members: number[][] = Array.from({ length: SLOTS }, () => [])
  slotOfRow.forEach((slot, row) => members[slot].push(row))
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
