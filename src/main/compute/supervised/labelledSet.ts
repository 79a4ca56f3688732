import { badData } from '../../../preload/contract/failure.ts'
import { seededRandom } from '../../numerics/rng.ts'
import { dealMicrographs, FOLDS, foldOfSlot, SLOTS, slotsOf } from '../sorting/particles.ts'
import type { RowLabels } from './protocol.ts'
import type { Teachable } from './teachable.ts'

/** The labelled particles that take part, by position in the store. */
export type LabelledSet = {
  readonly classes: number
  /** [count] class from 0; −1: no label, or junk. */
  readonly classAt: Int32Array
  /** [count × classes] how much each particle counts in the map of each class: labels wholly, others by the posteriors of an earlier run. */
  readonly weights: Float32Array
  /** [count] */
  readonly slotAt: Uint8Array
  /** [classes] fractions of the weights. */
  readonly occupancy: Float64Array
  readonly particles: number
}

/** Labels of a class that each half of the maps must have, whichever two folds are left out. */
const LEAST_IN_HALF = 5
/** Labels of a class that must be left when junk is set apart; with the posteriors of a run, which make its map. */
const LEAST_TAKEN = 10
const LEAST_BESIDE_RUN = 2
/** With the posteriors of a run: micrographs with labels, so that each fold holds some out and learns from others. */
const LEAST_MICROGRAPHS = 2 * FOLDS

/** What makes folds even: labels first, then particles. */
export const dealWeight = ({ classOfRow }: RowLabels): Float64Array => Float64Array.from(classOfRow, k => (k >= 0 ? 1 : 1 / (classOfRow.length + 1)))

/**
 * Whether whole micrographs can be held out: with any two folds away, every class must be there in both halves that its
 * map is judged by. The deal is the one that loading with the same seed makes.
 */
export function canHoldOut(labels: RowLabels, micrograph: Uint32Array, seed: number): boolean {
  if (labels.posteriors) return labelledGroups(labels, micrograph) >= LEAST_MICROGRAPHS
  const deal = dealMicrographs(micrograph, dealWeight(labels), seededRandom(seed).fork('slots')), slotAt = slotsOf(deal)
  const members = labels.names.map(() => new Float64Array(SLOTS))
  deal.rowAt.forEach((row, position) => { if (labels.classOfRow[row] >= 0) members[labels.classOfRow[row]][slotAt[position]]++ })
  for (let f = 0; f < FOLDS; f++) for (let g = f; g < FOLDS; g++) for (const half of [0, 1]) {
    const left = (n: number, slot: number) => ((slot & 1) === half && foldOfSlot(slot) !== f && foldOfSlot(slot) !== g ? n : 0)
    if (members.some(slots => slots.reduce((sum, n, slot) => sum + left(n, slot), 0) < LEAST_IN_HALF)) return false
  }
  return true
}

/** How many micrographs hold labelled particles. */
export const labelledGroups = ({ classOfRow }: RowLabels, micrograph: Uint32Array): number => new Set(micrograph.filter((_, row) => classOfRow[row] >= 0)).size

/** The half of the folds that a slot belongs to. */
export const halfOfSlot = (slot: number): number => foldOfSlot(slot) >> 1

/** The labels by position, those of junk left out; throws where a class is left with next to none. */
export function labelledSet({ rowAt, active, slotAt }: Pick<Teachable<unknown>, 'rowAt' | 'active' | 'slotAt'>, labels: RowLabels): LabelledSet {
  const classes = labels.names.length
  const classAt = Int32Array.from(rowAt, (row, position) => (active[position] === 1 ? labels.classOfRow[row] : -1))
  const members = new Float64Array(classes)
  for (const k of classAt) if (k >= 0) members[k]++
  const few = members.findIndex(n => n < (labels.posteriors ? LEAST_BESIDE_RUN : LEAST_TAKEN))
  if (few >= 0) {
    const given = labels.classOfRow.reduce((sum, k) => sum + (k === few ? 1 : 0), 0)
    throw badData(labels.path, `class "${labels.names[few]}"`, `${given - members[few]} of its ${given} particles look like junk`, 'label more particles of it, or look at the ones that are labelled')
  }
  const weights = new Float32Array(rowAt.length * classes), sums = new Float64Array(classes)
  rowAt.forEach((row, position) => {
    for (let k = 0; k < classes; k++) {
      const soft = active[position] === 1 ? (labels.posteriors?.[row * classes + k] ?? 0) : 0
      sums[k] += weights[position * classes + k] = classAt[position] < 0 ? soft : Number(classAt[position] === k)
    }
  })
  const total = sums.reduce((a, b) => a + b, 0)
  return { classes, classAt, weights, slotAt, occupancy: sums.map(n => n / total), particles: members.reduce((a, b) => a + b, 0) }
}
