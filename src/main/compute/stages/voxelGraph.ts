import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { toReal } from '../../numerics/fourierGrid.ts'
import { detailsOf } from '../graph/details.ts'
import { edges, reachFor } from '../graph/edges.ts'
import { measureEvidence, type Evidence } from '../graph/evidence.ts'
import { ItemWriter, type ItemSet } from '../graph/itemFile.ts'
import { octree } from '../graph/octree.ts'
import { resizeMap } from '../graph/resize.ts'
import type { Nodes, VoxelGraph } from '../graph/voxelGraph.ts'
import type { ClassModel } from '../sorting/classModel.ts'
import { withMean } from '../sorting/expectation.ts'
import { falloff, gridFor, maskAt, type Workspace } from '../sorting/workspace.ts'
import { nodeChannels } from '../threads/nodeDensities.ts'

export type GraphOptions = {
  readonly nodes: number
  readonly neighbours: number
  readonly correlationThreshold: number
  readonly seed: number
  /** Folder for the features. */
  readonly scratch: string
}

/** Some slots, and a model that their particles had no part in. */
export type Fold = { readonly slots: readonly number[]; readonly model: ClassModel }

/** What stands for the particle: maps of the classes and what varies inside them ([box³] standard deviations). */
export type Specimen = { readonly model: ClassModel; readonly deviation: readonly { readonly box: number; readonly map: Float32Array }[] }

/** Particles whose densities decide the edges. */
const CORRELATED = 1500
const STAGE = 'voxel graph'

/**
 * The voxel graph of the particle and every particle's densities on it: octree cells inside the mask, densities and class
 * evidence on maps that the particle had no part in, edges where densities correlate beyond what noise through the same
 * poses and CTFs gives. `views` 2: each particle's Fourier coefficients in two halves whose noise is independent.
 */
export async function voxelGraph(w: Workspace, specimen: Specimen, folds: readonly Fold[], views: 1 | 2, options: GraphOptions, ctx: StageContext): Promise<{ graph: VoxelGraph; items: ItemSet }> {
  const { model } = specimen, grid = gridFor(w.limit)
  const nodes = octree(grid.size, maskAt(w, grid.size), details(w, specimen), options.nodes)
  const writer = new ItemWriter(join(options.scratch, 'items.f32'))
  try {
    const densities: Float32Array[] = []
    let sampled = 0
    for (const [f, fold] of folds.entries()) {
      ctx.signal.throwIfAborted()
      const evidence = await measureEvidence(w, nodes, fold.model, { slots: fold.slots, views })
      const wanted = Math.min(evidence.positions.length, Math.ceil((CORRELATED - sampled) / (folds.length - f)))
      densities.push(densitiesOf(evidence, nodes, model.classes, wanted))
      sampled += wanted
      writer.add(evidence)
      ctx.report({ stage: STAGE, done: f + 1, total: folds.length + 1 })
    }
    const items = writer.finish(model.classes)
    const noise = await measureEvidence(w, nodes, model, { slots: folds.flatMap(fold => fold.slots), views: 1, most: sampled, noise: options.seed })
    const voxelSize = w.set.boxSize / nodes.size, radius = reachFor(nodes, voxelSize, options.neighbours)
    const particles = Math.min(sampled, noise.positions.length)
    const joined = edges(nodes, voxelSize, joinRows(densities).subarray(0, particles * nodes.count), densitiesOf(noise, nodes, model.classes, particles), particles, { radius, threshold: options.correlationThreshold })
    return { graph: { nodes, edges: joined, voxelSize, radius, correlationThreshold: options.correlationThreshold }, items }
  } finally {
    writer.close()
  }
}

function details(w: Workspace, { model, deviation }: Specimen) {
  const grid = gridFor(w.limit), loss = falloff(grid.size)
  const density = new Float32Array(grid.size ** 3)
  toReal(grid, w.consensus, new Float64Array(w.consensus.length), density, new Float32Array(density.length))
  const physical = (map: ArrayLike<number>) => Float32Array.from(map, (v, i) => v * loss[i])
  return detailsOf(
    grid, withMean(model).differences.map(difference => physical(new Float32Array(difference))), model.occupancy,
    deviation.map(({ box, map }) => resizeMap(map, box, grid.size)), physical(density),
  )
}

/** [particles × nodes] densities up to the limit; two views add up to all of a particle. */
function densitiesOf({ features, views }: Evidence, { count }: Nodes, classes: number, particles: number): Float32Array {
  const channels = nodeChannels(classes), out = new Float32Array(particles * count)
  for (let p = 0; p < particles; p++) for (let view = 0; view < views; view++) for (let n = 0; n < count; n++) {
    out[p * count + n] += features[((p * views + view) * count + n) * channels]
  }
  return out
}

function joinRows(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
