import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { mapCalls } from '../../../preload/contract/calls/maps.ts'
import { GRAPH_FILE, readGraph } from '../../compute/graph/graphFiles.ts'

/** More edges hide one another. */
const MOST_EDGES = 5000

/** The voxel graph of a run's folder in Å from the box's centre, with its most correlated edges; null where no network took part. */
export function graphForDrawing(folder: string): z.input<(typeof mapCalls)['maps.graph']['out']> {
  if (!existsSync(join(folder, GRAPH_FILE))) return null
  const { nodes: { count, centre, side }, edges, voxelSize } = readGraph(folder)
  const strongest = Uint32Array.from({ length: edges.count }, (_, edge) => edge).toSorted((a, b) => edges.correlation[b] - edges.correlation[a] || a - b).subarray(0, MOST_EDGES)
  return {
    nodes: Array.from({ length: count }, (_, i) => [centre[3 * i] * voxelSize, centre[3 * i + 1] * voxelSize, centre[3 * i + 2] * voxelSize, side[i] * voxelSize]),
    edges: Array.from(strongest, edge => [edges.from[edge], edges.to[edge], edges.correlation[edge]]),
    shownEdges: strongest.length, edgesInAll: edges.count,
  }
}
