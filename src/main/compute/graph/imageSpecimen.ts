import { toReal } from '../../numerics/fourierGrid.ts'
import { estimateModel, type ClassModel } from '../sorting/classModel.ts'
import { accumulate, occupancies, withMean, type Sorting } from '../sorting/expectation.ts'
import { FOLDS, foldOfSlot, SLOTS, slotsOf, slotsOfFold } from '../sorting/particles.ts'
import { falloff, gridFor, maskAt, type Workspace } from '../sorting/workspace.ts'
import { measureEvidence } from './evidence.ts'
import type { DensityMaps, NetworkSource, Specimen } from './specimen.ts'

/** A specimen whose particles are images. */
export function imageSpecimen(w: Workspace, model: ClassModel, deviation: Specimen<ClassModel>['deviation']): Specimen<ClassModel> {
  const grid = gridFor(w.limit), loss = falloff(grid.size), density = new Float32Array(grid.size ** 3)
  toReal(grid, w.consensus, new Float64Array(w.consensus.length), density, new Float32Array(density.length))
  return {
    grid, voxelSize: w.set.boxSize / grid.size, mask: maskAt(w, grid.size), density: density.map((v, i) => v * loss[i]), ...densityMaps(model), occupancy: model.occupancy, deviation, model,
    measure: (nodes, maps, options) => measureEvidence(w, nodes, maps, options),
  }
}

/** A model's differences without the correction for slices' interpolation. */
export function densityMaps(model: ClassModel): DensityMaps {
  const loss = falloff(model.size)
  return { size: model.size, differences: withMean(model).differences.map(difference => new Float32Array(difference).map((v, i) => v * loss[i])) }
}

/** What the networks are made from once images are sorted. */
export async function imageSource(w: Workspace, sorting: Sorting, deviation: Specimen<ClassModel>['deviation']): Promise<NetworkSource<ClassModel>> {
  const grid = gridFor(w.limit), slots = Array.from({ length: SLOTS }, (_, slot) => slot)
  await accumulate(w, sorting, grid)
  const occupancy = occupancies(w, sorting.posteriors, sorting.classes)
  const without = (left: readonly number[]) => estimateModel(w, grid, occupancy, left)
  // The slots of a half-set are dealt to even and odd anew inside estimateModel: by fours, so that both sides have some.
  const half = async (wanted: number) => densityMaps(await without(slots.filter(slot => foldOfSlot(slot) >> 1 !== wanted)))
  const folds: ClassModel[] = []
  for (let fold = 0; fold < FOLDS; fold++) folds.push(await without(slotsOfFold(fold)))
  return {
    specimen: imageSpecimen(w, await without([]), deviation), folds, halves: [await half(0), await half(1)],
    slot: slotsOf(w.set.store), posteriors: new Float32Array(sorting.posteriors), unit: 1,
  }
}
