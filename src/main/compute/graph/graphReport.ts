import type { GraphReport, Histogram } from '../../../preload/contract/network.ts'
import type { VoxelGraph } from './voxelGraph.ts'

/** Bars of a histogram, at most. */
const BARS = 24

/** The graph in numbers: levels of cells, and histograms of the nodes' degrees and the edges' lengths. */
export function graphReport(graph: VoxelGraph): GraphReport {
  const { nodes, edges } = graph
  const degrees = new Uint32Array(nodes.count)
  for (let e = 0; e < edges.count; e++) {
    degrees[edges.from[e]]++
    degrees[edges.to[e]]++
  }
  return {
    nodes: nodes.count, edges: edges.count, radiusA: graph.radius, levels: levelsOf(graph), correlationThreshold: graph.correlationThreshold,
    degrees: degreeHistogram(degrees), lengths: lengthHistogram(edges.length),
  }
}

/** Sides of cells that occur, Å, smallest first, with the number of nodes that have them. */
export function levelsOf({ nodes, voxelSize }: VoxelGraph): GraphReport['levels'] {
  const counts = new Map<number, number>()
  for (const side of nodes.side) counts.set(side, (counts.get(side) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => a - b).map(([side, count]) => ({ sideA: side * voxelSize, nodes: count }))
}

/** Edges lie between the integers, so that no degree is on one and bars stand over their degrees. */
function degreeHistogram(degrees: Uint32Array): Histogram {
  const width = Math.ceil((greatest(degrees) + 1) / BARS)
  return histogram(degrees, -0.5, width, Math.ceil((greatest(degrees) + 1) / width))
}

/** Bars of 1, 2 or 5 times a power of ten Å, from 0. */
function lengthHistogram(lengths: Float32Array): Histogram {
  const rough = greatest(lengths) / BARS || 1, power = 10 ** Math.floor(Math.log10(rough))
  const width = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough)!
  return histogram(lengths, 0, width, Math.floor(greatest(lengths) / width) + 1)
}

const greatest = (values: ArrayLike<number> & Iterable<number>): number => {
  let most = 0
  for (const value of values) most = Math.max(most, value)
  return most
}

/** counts[i]: values in [edges[i], edges[i + 1]). */
function histogram(values: ArrayLike<number>, first: number, width: number, bars: number): Histogram {
  const counts = Array.from({ length: bars }, () => 0)
  for (let i = 0; i < values.length; i++) counts[Math.min(bars - 1, Math.floor((values[i] - first) / width))]++
  return { edges: Array.from({ length: bars + 1 }, (_, i) => Number((first + i * width).toPrecision(12))), counts }
}
