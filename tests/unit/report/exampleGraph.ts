import { edges, reachFor } from '../../../src/main/compute/graph/edges.ts'
import { octree } from '../../../src/main/compute/graph/octree.ts'
import type { VoxelGraph } from '../../../src/main/compute/graph/voxelGraph.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'

const PARTICLES = 400

/**
 * A graph as the engine makes them: cells inside `mask` ([size³]) that follow `detail`, joined where densities correlate that
 * wave through the particle, differently in every one of 400 particles.
 */
export function exampleGraph(size: number, voxelSize: number, mask: ArrayLike<number>, detail: ArrayLike<number>, wanted: number): VoxelGraph {
  const nodes = octree(size, mask, [{ map: detail, share: 1 }], wanted), random = seededRandom(7)
  const densities = new Float32Array(PARTICLES * nodes.count), noise = densities.map(() => random.normal())
  for (let p = 0; p < PARTICLES; p++) {
    const wave = Array.from({ length: 3 }, () => random.normal() / 5), phase = 2 * Math.PI * random.uniform()
    for (let n = 0; n < nodes.count; n++) {
      const along = wave.reduce((sum, k, axis) => sum + k * nodes.centre[3 * n + axis], phase)
      densities[p * nodes.count + n] = Math.cos(along) + 0.7 * random.normal()
    }
  }
  const radius = reachFor(nodes, voxelSize, 16), correlationThreshold = 2
  return { nodes, edges: edges(nodes, voxelSize, densities, noise, PARTICLES, { radius, threshold: correlationThreshold }), voxelSize, radius, correlationThreshold }
}

/** [size³] a round blob of this radius (standard deviation, voxels) at (x, y, z) from the origin. */
export function blob(size: number, radius: number, [x, y, z]: readonly [number, number, number] = [0, 0, 0]): Float32Array {
  const centre = size >> 1
  return Float32Array.from({ length: size ** 3 }, (_, i) =>
    Math.exp(-(((i % size) - centre - x) ** 2 + ((Math.floor(i / size) % size) - centre - y) ** 2 + (Math.floor(i / size ** 2) - centre - z) ** 2) / (2 * radius ** 2)))
}

/** A blob of radius 3 with a small one beside it, on a grid of 24 voxels of 5 Å. */
export const smallGraph = (wanted = 60): VoxelGraph => {
  const detail = blob(24, 1.5, [5, 2, -1])
  return exampleGraph(24, 5, blob(24, 4).map((v, i) => (v + detail[i] > 0.3 ? 1 : 0)), detail, wanted)
}
