import type { Edges, Nodes } from './voxelGraph.ts'

export type EdgeRule = {
  /** Å, reach of a pair of nodes of mean cell size. */
  readonly radius: number
  /** An edge's correlation exceeds that of noise by so many standard errors of a correlation, √(2/particles). */
  readonly threshold: number
}

/**
 * Pearson correlations over particles of the densities of pairs of nodes. `densities` and `noise` are
 * [particles × nodes], the second from pure noise seen through the same poses and CTFs: nodes that lie behind one
 * another in a view share its noise, so near nodes correlate whether or not anything moves.
 * An edge joins nodes within reach whose correlation is positive and beyond that of noise.
 */
export function edges(nodes: Nodes, voxelSize: number, densities: Float32Array, noise: Float32Array, particles: number, rule: EdgeRule): Edges {
  const from: number[] = [], to: number[] = [], correlation: number[] = [], length: number[] = []
  const seen = standardised(densities, particles, nodes.count), imagined = standardised(noise, particles, nodes.count)
  const least = rule.threshold * Math.sqrt(2 / particles)
  for (const { i, j, distance } of pairsInReach(nodes, voxelSize, rule.radius)) {
    const r = product(seen, i, j, particles)
    if (r <= 0 || r - product(imagined, i, j, particles) <= least) continue
    from.push(i)
    to.push(j)
    correlation.push(r)
    length.push(distance)
  }
  return { count: from.length, from: Uint32Array.from(from), to: Uint32Array.from(to), correlation: Float32Array.from(correlation), length: Float32Array.from(length) }
}

/** Å: the reach within which nodes of mean cell size have about `neighbours` others. */
export function reachFor(nodes: Nodes, voxelSize: number, neighbours: number): number {
  const volume = nodes.voxels.reduce((a, b) => a + b, 0) / nodes.count
  return voxelSize * Math.cbrt((3 * (neighbours + 1) * volume) / (4 * Math.PI))
}

function pairsInReach({ count, centre, side }: Nodes, voxelSize: number, radius: number): { i: number; j: number; distance: number }[] {
  const mean = side.reduce((a, b) => a + b, 0) / count
  const out: { i: number; j: number; distance: number }[] = []
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) {
    const distance = voxelSize * Math.hypot(centre[3 * i] - centre[3 * j], centre[3 * i + 1] - centre[3 * j + 1], centre[3 * i + 2] - centre[3 * j + 2])
    if (distance <= (radius * (side[i] + side[j])) / (2 * mean)) out.push({ i, j, distance })
  }
  return out
}

/** [nodes × particles], mean 0 and norm 1 for each node. */
function standardised(values: Float32Array, particles: number, nodes: number): Float32Array {
  const out = new Float32Array(particles * nodes)
  for (let n = 0; n < nodes; n++) {
    const row = out.subarray(n * particles, (n + 1) * particles)
    let sum = 0
    for (let p = 0; p < particles; p++) sum += row[p] = values[p * nodes + n]
    let squares = 0
    for (let p = 0; p < particles; p++) squares += (row[p] -= sum / particles) ** 2
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let p = 0; p < particles; p++) row[p] *= scale
  }
  return out
}

function product(rows: Float32Array, i: number, j: number, particles: number): number {
  let sum = 0
  for (let p = 0, a = i * particles, b = j * particles; p < particles; p++) sum += rows[a + p] * rows[b + p]
  return sum
}
