import { expect, test } from 'vitest'
import { graphInput } from '../../../src/main/compute/graph/graphInput.ts'
import { octree } from '../../../src/main/compute/graph/octree.ts'
import type { VoxelGraph } from '../../../src/main/compute/graph/voxelGraph.ts'
import { DECODED } from '../../../src/main/compute/model/jobs.ts'

/** A ball off the centre; its nodes, and two edges. */
function graphOn(size: number): VoxelGraph {
  const place = (v: number): number[] => [0, 1, 2].map(axis => (Math.floor(v / size ** axis) % size) - (size >> 1))
  const mask = Float32Array.from({ length: size ** 3 }, (_, v) => {
    const [x, y, z] = place(v)
    return Math.hypot(x - 0.1 * size, y, z + 0.05 * size) < 0.3 * size ? 1 : 0
  })
  const nodes = octree(size, mask, [{ map: Float32Array.from({ length: size ** 3 }, (_, v) => place(v)[0] ** 2), share: 1 }], 200)
  const edges = { count: 2, from: Uint32Array.of(0, 3), to: Uint32Array.of(1, 7), correlation: Float32Array.of(0.25, 0.5), length: Float32Array.of(12, 30) }
  return { nodes, edges, voxelSize: 3, radius: 24, correlationThreshold: 2 }
}

test.each([24, 32, 48])('a graph on %i³ voxels in the units of the network', size => {
  const graph = graphOn(size), { nodes } = graph, input = graphInput(graph)
  expect([input.nodes, input.from, input.to, input.weight]).toEqual([nodes.count, graph.edges.from, graph.edges.to, graph.edges.correlation])
  expect([...input.distance]).toEqual([0.5, 1.25])
  // One factor for all axes, so that directions stay, and the farthest node at 1.
  const largest = input.coordinates.reduce((most, c) => Math.max(most, Math.abs(c)), 0), reach = nodes.centre.reduce((most, c) => Math.max(most, Math.abs(c)), 0)
  expect(largest).toBeCloseTo(1, 6)
  input.coordinates.forEach((c, i) => expect(Math.abs(c - nodes.centre[i] / reach)).toBeLessThan(1e-6))
})

test.each([24, 32, 48])('voxels of the decoded maps belong to the nodes that lie there, %i³', size => {
  const { nodes } = graphOn(size), { nodeOfVoxel } = graphInput(graphOn(size))
  expect(nodeOfVoxel.length).toBe(DECODED ** 3)
  const voxel = size / DECODED
  let far = 0, painted = 0
  nodeOfVoxel.forEach((node, v) => {
    if (node < 0) return
    painted++
    const distance = Math.max(...[0, 1, 2].map(axis => Math.abs(((Math.floor(v / DECODED ** axis) % DECODED) - DECODED / 2) * voxel - nodes.centre[3 * node + axis])))
    if (distance > nodes.side[node] + 1) far++
  })
  expect(far).toBe(0)
  // As much of the cube as the mask is of its own.
  expect(painted / DECODED ** 3 / (nodes.voxels.reduce((a, b) => a + b, 0) / size ** 3)).toBeGreaterThan(0.9)
  expect(painted / DECODED ** 3 / (nodes.voxels.reduce((a, b) => a + b, 0) / size ** 3)).toBeLessThan(1.1)
  expect(new Set(nodeOfVoxel).size).toBeGreaterThan(0.5 * nodes.count)
})
