import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { detailsOf } from '../graph/details.ts'
import { edges, reachFor } from '../graph/edges.ts'
import type { Evidence } from '../graph/evidence.ts'
import { ItemWriter, type ItemSet } from '../graph/itemFile.ts'
import { octree } from '../graph/octree.ts'
import { resizeMap } from '../graph/resize.ts'
import type { Specimen } from '../graph/specimen.ts'
import type { Nodes, VoxelGraph } from '../graph/voxelGraph.ts'
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
export type Fold<Model> = { readonly slots: readonly number[]; readonly model: Model }

/** Particles whose densities decide the edges. */
const CORRELATED = 1500
const STAGE = 'voxel graph'

/**
 * The voxel graph of the particle and every particle's densities on it: octree cells inside the mask, densities and class
 * evidence on maps that the particle had no part in, edges where densities correlate beyond what noise through the same
 * poses and CTFs gives. `views` 2: each particle's Fourier coefficients in two halves whose noise is independent.
 */
export async function voxelGraph<Model>(specimen: Specimen<Model>, folds: readonly Fold<Model>[], views: 1 | 2, options: GraphOptions, ctx: StageContext): Promise<{ graph: VoxelGraph; items: ItemSet }> {
  const { model, grid, size, mask, voxelSize, differences, occupancy, deviation, density } = specimen, classes = occupancy.length
  const details = detailsOf(grid, differences, occupancy, deviation.map(({ box, map }) => resizeMap(map, box, size)), density)
  const nodes = octree(size, mask, details, options.nodes)
  const writer = new ItemWriter(join(options.scratch, 'items.f32'))
  try {
    const densities: Float32Array[] = []
    let sampled = 0
    for (const [f, fold] of folds.entries()) {
      ctx.signal.throwIfAborted()
      const evidence = await specimen.measure(nodes, fold.model, { slots: fold.slots, views })
      const wanted = Math.min(evidence.positions.length, Math.ceil((CORRELATED - sampled) / (folds.length - f)))
      densities.push(densitiesOf(evidence, nodes, classes, wanted))
      sampled += wanted
      writer.add(evidence)
      ctx.report({ stage: STAGE, done: f + 1, total: folds.length + 1 })
    }
    const items = writer.finish(classes)
    const noise = await specimen.measure(nodes, model, { slots: folds.flatMap(fold => fold.slots), views: 1, most: sampled, noise: options.seed })
    const radius = reachFor(nodes, voxelSize, options.neighbours)
    const particles = Math.min(sampled, noise.positions.length)
    const joined = edges(nodes, voxelSize, joinRows(densities).subarray(0, particles * nodes.count), densitiesOf(noise, nodes, classes, particles), particles, { radius, threshold: options.correlationThreshold })
    return { graph: { nodes, edges: joined, voxelSize, radius, correlationThreshold: options.correlationThreshold }, items }
  } finally {
    writer.close()
  }
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
