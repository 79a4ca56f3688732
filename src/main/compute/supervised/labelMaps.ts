import { estimateModel, type ClassModel } from '../sorting/classModel.ts'
import { accumulate } from '../sorting/expectation.ts'
import { foldOfSlot, SLOTS, slotsOfFold } from '../sorting/particles.ts'
import { gridFor, newPosteriors, type Workspace } from '../sorting/workspace.ts'
import type { LabelledSet } from './labelledSet.ts'

/** Class maps of labelled particles, of all or without some. */
export type LabelMaps = {
  readonly all: ClassModel
  /** Each from one half of the folds, for the decoder's targets. */
  readonly halves: readonly [ClassModel, ClassModel]
  /** Maps that the particles of these folds had no part in. */
  without(folds: readonly number[]): Promise<ClassModel>
}

/** The half of the folds that a slot belongs to. */
export const halfOfSlot = (slot: number): number => foldOfSlot(slot) >> 1

const others = (half: number): number[] => Array.from({ length: SLOTS }, (_, slot) => slot).filter(slot => halfOfSlot(slot) !== half)

/** Writes every labelled particle into the map of its class. `without` reads what was written: nothing else may accumulate meanwhile. */
export async function labelMaps(w: Workspace, { classes, classAt, occupancy }: LabelledSet): Promise<LabelMaps> {
  const posteriors = newPosteriors(w.set, classes), q = new Float32Array(posteriors), grid = gridFor(w.limit)
  classAt.forEach((k, position) => { if (k >= 0) q[position * classes + k] = 1 })
  await accumulate(w, { posteriors, classes, model: null }, grid)
  const withoutSlots = (slots: readonly number[]) => estimateModel(w, grid, occupancy, slots)
  return {
    all: await withoutSlots([]), halves: [await withoutSlots(others(0)), await withoutSlots(others(1))],
    without: folds => withoutSlots(folds.flatMap(slotsOfFold)),
  }
}
