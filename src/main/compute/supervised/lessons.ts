import type { ItemSet } from '../graph/itemFile.ts'
import { FOLDS, foldOfSlot, SLOTS } from '../sorting/particles.ts'
import type { Lesson } from '../stages/trainNetwork.ts'
import type { LabelledSet } from './labelledSet.ts'
import type { RowsAt } from './labelledItems.ts'

/** Share of the labels that decide when training stops. */
const VALIDATED = 1 / 12

/**
 * A network for every fold, which the fold had no part in and which labels it; and a last one of all labels, for the
 * particles that have none. One slot of those that may teach decides when to stop instead.
 */
export function lessons({ classes, classAt, slotAt }: LabelledSet, items: ItemSet, rowsAt: RowsAt): { folds: Lesson[]; final: Lesson } {
  const targets = new Float32Array(items.file.rows * classes)
  items.positions.forEach((position, row) => { if (classAt[position] >= 0) targets[row * classes + classAt[position]] = 1 })
  const lesson = (name: string, rows: Int32Array, predictRows: Uint32Array): Lesson => {
    const judge = validationSlot(Array.from(slotAt).filter((_, position) => rows[position] >= 0))
    return { name, trainRows: rowsOf(rows, position => slotAt[position] !== judge), validateRows: rowsOf(rows, position => slotAt[position] === judge), predictRows, targets }
  }
  return {
    folds: Array.from({ length: FOLDS }, (_, f) => lesson(`fold${f + 1}`, rowsAt.nested[f], rowsOf(rowsAt.own, position => foldOfSlot(slotAt[position]) === f))),
    final: lesson('all', rowsAt.own, rowsOf(rowsAt.all, position => classAt[position] < 0)),
  }
}

const rowsOf = (rows: Int32Array, wanted: (position: number) => boolean): Uint32Array =>
  Uint32Array.from(Array.from(rows.keys()).filter(position => rows[position] >= 0 && wanted(position)), position => rows[position])

/** The slot whose share of some particles comes nearest to what is wanted; never all of them. `slots`: of each particle. */
export function validationSlot(slots: readonly number[]): number {
  const members = new Float64Array(SLOTS)
  for (const slot of slots) members[slot]++
  const miss = (n: number) => (n > 0 && n < slots.length ? Math.abs(n - VALIDATED * slots.length) : Infinity)
  return members.reduce((best, n, slot) => (miss(n) < miss(members[best]) ? slot : best), 0)
}
