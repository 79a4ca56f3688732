import { DECODED, type GraphInput } from '../model/jobs.ts'
import type { VoxelGraph } from './voxelGraph.ts'

/** The graph in the units of the network: coordinates over the particle's half width, distances over the radius. */
export function graphInput({ nodes, edges, radius }: VoxelGraph): GraphInput {
  const reach = nodes.centre.reduce((most, c) => Math.max(most, Math.abs(c)), 1)
  const nodeOfVoxel = new Int32Array(DECODED ** 3), step = nodes.size / DECODED
  const nearest = Array.from({ length: DECODED }, (_, i) => Math.min(nodes.size - 1, Math.round((i - DECODED / 2) * step) + (nodes.size >> 1)))
  let at = 0
  for (const z of nearest) for (const y of nearest) for (const x of nearest) nodeOfVoxel[at++] = nodes.ofVoxel[(z * nodes.size + y) * nodes.size + x]
  return {
    nodes: nodes.count, coordinates: nodes.centre.map(c => c / reach), from: edges.from, to: edges.to, weight: edges.correlation,
    distance: edges.length.map(length => length / radius), nodeOfVoxel,
  }
}
