import { estimateModel, type ClassModel } from '../../../src/main/compute/sorting/classModel.ts'
import { Checkpoints } from '../../../src/main/compute/sorting/checkpoint.ts'
import { accumulate, occupancies, type Sorting } from '../../../src/main/compute/sorting/expectation.ts'
import { FOLDS, slotsOfFold } from '../../../src/main/compute/sorting/particles.ts'
import { gridFor, newPosteriors, type Workspace } from '../../../src/main/compute/sorting/workspace.ts'
import { judgeParticles } from '../../../src/main/compute/stages/judgeParticles.ts'
import { voxelGraph } from '../../../src/main/compute/stages/voxelGraph.ts'
import { imageSpecimen } from '../../../src/main/compute/graph/imageSpecimen.ts'
import type { VoxelGraph } from '../../../src/main/compute/graph/voxelGraph.ts'
import type { ItemSet } from '../../../src/main/compute/graph/itemFile.ts'
import type { Pool } from '../../../src/main/compute/threads/pool.ts'
import type { FourierGrid } from '../../../src/main/numerics/fourierGrid.ts'
import type { SimulateOptions } from '../../../src/main/simulate/options.ts'
import { context, openSet, simulatedSet, type scratch, type SimulatedSet } from '../../pipeline/sets.ts'

/** A small set sorted as the truth has it: class maps of everybody and without each fold. */
export type TaughtSet = {
  readonly set: SimulatedSet
  readonly w: Workspace
  readonly grid: FourierGrid
  readonly all: ClassModel
  readonly folds: readonly ClassModel[]
}

export async function taughtSet(folder: ReturnType<typeof scratch>, pool: Pool, options: Partial<SimulateOptions>): Promise<TaughtSet> {
  const set = await simulatedSet(folder.path('taught'), options), classes = Math.max(...set.truth) + 1
  const w = await openSet(set.particles, pool, { scratch: folder.empty('store') })
  await judgeParticles(w, null, new Checkpoints(folder.empty('judged')))
  const sorting: Sorting = { posteriors: newPosteriors(w.set, classes), classes, model: null }, q = new Float32Array(sorting.posteriors)
  w.set.rowAt.forEach((row, position) => { if (set.truth[row] >= 0) q[position * classes + set.truth[row]] = 1 })
  const grid = gridFor(w.limit)
  await accumulate(w, sorting, grid)
  const occupancy = occupancies(w, sorting.posteriors, classes), folds: ClassModel[] = []
  for (let fold = 0; fold < FOLDS; fold++) folds.push(await estimateModel(w, grid, occupancy, slotsOfFold(fold)))
  return { set, w, grid, folds, all: await estimateModel(w, grid, occupancy) }
}

/** Its voxel graph, and every particle in two views on maps that it is no part of. */
export function graphOf({ w, all, folds }: TaughtSet, scratch: string, options: { readonly nodes: number; readonly threshold?: number }): Promise<{ graph: VoxelGraph; items: ItemSet }> {
  return voxelGraph(imageSpecimen(w, all, []), folds.map((model, fold) => ({ slots: slotsOfFold(fold), model })), 2, { nodes: options.nodes, neighbours: 24, correlationThreshold: options.threshold ?? 2, seed: 1, scratch }, context())
}

/** Class of the highest log π_k + Σ L_k, by row. */
export function mostLikely(occupancy: ArrayLike<number>, likelihood: ArrayLike<number>, views: number): Int32Array {
  const classes = occupancy.length
  return Int32Array.from({ length: likelihood.length / (views * classes) }, (_, row) => {
    const log = Array.from(occupancy, (p, k) => Array.from({ length: views }, (_, view) => likelihood[(row * views + view) * classes + k]).reduce((a, b) => a + b, Math.log(p)))
    return log.indexOf(Math.max(...log))
  })
}
