import { beforeAll, describe, expect, test } from 'vitest'
import { edges, reachFor } from '../../../src/main/compute/graph/edges.ts'
import { measureEvidence, type Evidence } from '../../../src/main/compute/graph/evidence.ts'
import { octree } from '../../../src/main/compute/graph/octree.ts'
import type { Edges, Nodes, VoxelGraph } from '../../../src/main/compute/graph/voxelGraph.ts'
import { withMean } from '../../../src/main/compute/sorting/expectation.ts'
import { SLOTS } from '../../../src/main/compute/sorting/particles.ts'
import { nodeChannels } from '../../../src/main/compute/threads/nodeDensities.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { scratch, testPool } from '../../pipeline/sets.ts'
import { graphOf, taughtSet, type TaughtSet } from './taughtSet.ts'

const folder = scratch(), pool = testPool()
const CLASSES = 2

/** Pearson correlation of two nodes, in double precision. */
function pearson(values: Float32Array, nodes: number, i: number, j: number): number {
  const particles = values.length / nodes, column = (n: number): number[] => Array.from({ length: particles }, (_, p) => values[p * nodes + n])
  const centred = (list: number[]): number[] => list.map(v => v - list.reduce((a, b) => a + b) / particles)
  const dot = (a: number[], b: number[]): number => a.reduce((sum, v, p) => sum + v * b[p], 0)
  const [a, b] = [centred(column(i)), centred(column(j))]
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const distance = ({ centre }: Nodes, i: number, j: number): number => Math.hypot(...[0, 1, 2].map(axis => centre[3 * i + axis] - centre[3 * j + axis]))

function pairsWithin(nodes: Nodes, reach: (i: number, j: number) => number): [number, number][] {
  const out: [number, number][] = []
  for (let i = 0; i < nodes.count; i++) for (let j = i + 1; j < nodes.count; j++) if (distance(nodes, i, j) <= reach(i, j)) out.push([i, j])
  return out
}

describe('noise seen through real poses and CTFs', () => {
  let taught: TaughtSet, graph: VoxelGraph, nodes: Nodes, voxelSize: number, radius: number, particles: number
  let one: Float32Array, other: Float32Array, seen: Float32Array, candidates: [number, number][]
  const densities = ({ features, positions }: Evidence): Float32Array => Float32Array.from({ length: positions.length * nodes.count }, (_, i) => features[i * nodeChannels(CLASSES)])
  const every = { slots: Array.from({ length: SLOTS }, (_, slot) => slot), views: 1 } as const
  beforeAll(async () => {
    taught = await taughtSet(folder, pool, { states: 'hsa2', particles: 800, snr: 0.15, seed: 6 })
    ;({ graph } = await graphOf(taught, folder.empty('graph'), { nodes: 150 }))
    ;({ nodes, voxelSize, radius } = graph)
    const measure = async (noise?: number) => densities(await measureEvidence(taught.w, nodes, taught.all, { ...every, ...(noise && { noise }) }))
    ;[one, other, seen] = [await measure(21), await measure(22), await measure()]
    particles = one.length / nodes.count
    const mean = nodes.side.reduce((a, b) => a + b, 0) / nodes.count
    candidates = pairsWithin(nodes, (i, j) => (radius * (nodes.side[i] + nodes.side[j])) / (2 * mean * voxelSize))
  }, 300_000)
  const joined = (values: Float32Array, noise: Float32Array, threshold: number): Edges => edges(nodes, voxelSize, values, noise, particles, { radius, threshold })

  test('correlates near nodes by construction, far beyond chance', () => {
    const near = candidates.filter((_, pair) => pair % 8 === 0).map(([i, j]) => Math.sqrt(particles) * pearson(one, nodes.count, i, j))
    // In standard errors: 1 if there were nothing but chance, and 0.3 % beyond 3.
    expect(Math.sqrt(near.reduce((sum, r) => sum + r * r, 0) / near.length)).toBeGreaterThan(2)
    expect(near.filter(r => r > 3).length / near.length).toBeGreaterThan(0.1)
  })

  test('and yet makes hardly an edge: as many as standard errors allow', () => {
    const fraction = (threshold: number): number => joined(one, other, threshold).count / candidates.length
    expect(fraction(2)).toBeLessThan(0.04)
    expect(fraction(3)).toBeLessThan(0.005)
    // The threshold is one of chance, neither stricter nor idle.
    expect(fraction(0)).toBeGreaterThan(0.2)
    expect(fraction(1)).toBeGreaterThan(0.05)
  })

  test('a motion planted into it makes edges, among the nodes that move together', () => {
    const random = seededRandom(9), moving = Array.from({ length: nodes.count }, (_, n) => nodes.centre[3 * n] > 1)
    const deviation = Array.from({ length: nodes.count }, (_, n) => Math.sqrt(Array.from({ length: particles }, (_, p) => one[p * nodes.count + n] ** 2).reduce((a, b) => a + b) / particles))
    const moved = Float32Array.from(one)
    for (let p = 0; p < particles; p++) {
      const amount = random.normal()
      for (let n = 0; n < nodes.count; n++) if (moving[n]) moved[p * nodes.count + n] += 0.7 * deviation[n] * amount
    }
    const { count, from, to } = joined(moved, other, 3)
    const both = candidates.filter(([i, j]) => moving[i] && moving[j]).length
    const found = Array.from({ length: count }, (_, e) => moving[from[e]] && moving[to[e]])
    expect(found.filter(Boolean).length / both).toBeGreaterThan(0.8)
    expect(found.filter(hit => !hit).length).toBeLessThan(0.01 * candidates.length)
  })

  test('the difference of two conformations makes edges, where it is', () => {
    const real = joined(seen, other, 3)
    expect(real.count).toBeGreaterThan(10 * Math.max(1, joined(one, other, 3).count))
    const { differences } = withMean(taught.all), power = new Float64Array(nodes.count)
    for (const difference of differences) new Float32Array(difference).forEach((v, at) => { if (nodes.ofVoxel[at] >= 0) power[nodes.ofVoxel[at]] += v * v })
    const ends = [...real.from, ...real.to], share = (list: number[]): number => list.reduce((sum, n) => sum + power[n], 0) / list.length
    expect(share(ends)).toBeGreaterThan(1.5 * share(Array.from(power.keys())))
  })

  test('edges are pairs i < j within reach, once, with their correlation and length', () => {
    const { count, from, to, correlation, length } = joined(seen, other, 1)
    expect([from.length, to.length, correlation.length, length.length]).toEqual([count, count, count, count])
    const keys = Array.from({ length: count }, (_, e) => `${from[e]} ${to[e]}`), allowed = new Set(candidates.map(pair => pair.join(' ')))
    expect(new Set(keys).size).toBe(count)
    expect(keys.filter(key => !allowed.has(key))).toEqual([])
    for (let e = 0; e < count; e += 5) {
      expect(Math.abs(length[e] - voxelSize * distance(nodes, from[e], to[e]))).toBeLessThan(1e-3)
      expect(Math.abs(correlation[e] - pearson(seen, nodes.count, from[e], to[e]))).toBeLessThan(1e-5)
      expect(correlation[e] - pearson(other, nodes.count, from[e], to[e])).toBeGreaterThan(Math.sqrt(2 / particles) - 1e-5)
    }
    expect(correlation.every(r => r > 0 && r <= 1)).toBe(true)
  })

  test('the stage makes its graph by that rule from a sample of the particles', () => {
    const whole = joined(seen, other, graph.correlationThreshold), own = new Set(Array.from({ length: graph.edges.count }, (_, e) => `${graph.edges.from[e]} ${graph.edges.to[e]}`))
    const shared = Array.from({ length: whole.count }, (_, e) => `${whole.from[e]} ${whole.to[e]}`).filter(key => own.has(key)).length
    expect(radius).toBe(reachFor(nodes, voxelSize, 24))
    expect(shared / whole.count).toBeGreaterThan(0.6)
  })
})

describe('a cube of cells of one size', () => {
  const size = 32, side = 4, mask = new Float32Array(size ** 3).fill(1)
  const nodes = octree(size, mask, [{ map: new Float32Array(size ** 3), share: 1 }], (size / side) ** 3)
  const random = seededRandom(3), particles = 400
  const common = Array.from({ length: particles }, () => random.normal())
  /** A share of what all nodes have in common, and noise. */
  const values = (share: number): Float32Array => Float32Array.from({ length: particles * nodes.count }, (_, i) => share * common[Math.floor(i / nodes.count)] + Math.sqrt(1 - share ** 2) * random.normal())

  test.each([6, 24, 56])('the reach holds about %i neighbours', neighbours => {
    expect([...nodes.side].every(s => s === side)).toBe(true)
    const radius = reachFor(nodes, 2.5, neighbours), inner = Array.from(nodes.side.keys()).find(n => [0, 1, 2].every(axis => Math.abs(nodes.centre[3 * n + axis]) < side))!
    const others = Array.from(nodes.side.keys()).filter(n => n !== inner && 2.5 * distance(nodes, inner, n) <= radius).length
    expect(others).toBeGreaterThan(0.6 * neighbours)
    expect(others).toBeLessThan(1.4 * neighbours)
  })

  test('joins everybody within reach where all move together, and nobody by what moves against the rest', () => {
    const radius = 1.1 * side * 2, rule = { radius, threshold: 2 }
    const together = edges(nodes, 2, values(0.6), values(0), particles, rule)
    expect(together.count).toBe(3 * 7 * 8 * 8)
    const against = values(0.6).map((v, i) => ((i % nodes.count) + Math.floor((i % nodes.count) / 8) + Math.floor((i % nodes.count) / 64)) % 2 === 0 ? v : -v)
    expect(edges(nodes, 2, against, values(0), particles, rule).count).toBe(0)
  })

  test('a correlation that noise has as well is no edge', () => {
    expect(edges(nodes, 2, values(0.6), values(0.6), particles, { radius: 9, threshold: 3 }).count).toBeLessThan(0.005 * 3 * 7 * 8 * 8)
  })

  test('a node whose density never changes has no edges', () => {
    const still = values(0.6).map((v, i) => (i % nodes.count === 100 ? 5 : v))
    const { count, from, to, correlation } = edges(nodes, 2, still, values(0), particles, { radius: 9, threshold: 2 })
    expect(count).toBeGreaterThan(1000)
    expect([...from, ...to]).not.toContain(100)
    expect(correlation.every(Number.isFinite)).toBe(true)
  })
})

test('a large cell reaches as far as its size', () => {
  const nodes: Nodes = { count: 4, size: 32, ofVoxel: new Int32Array(0), centre: Float32Array.of(0, 0, 0, 5, 0, 0, 0, 2, 0, 9, 0, 0), side: Uint8Array.of(8, 8, 2, 2), voxels: Uint32Array.of(512, 512, 8, 8) }
  const random = seededRandom(1), same = Float32Array.from({ length: 4 * 100 }, () => 0).map((_, i, all) => (i % 4 === 0 ? (all[i] = random.normal()) : all[i - (i % 4)]))
  const noise = Float32Array.from({ length: 400 }, () => random.normal())
  const { from, to } = edges(nodes, 1, same, noise, 100, { radius: 4, threshold: 2 })
  // Mean side 5: 6.4 between two of 8, 4 between 8 and 2, 1.6 between two of 2.
  expect(Array.from(from, (i, e) => [i, to[e]])).toEqual([[0, 1], [0, 2], [1, 3]])
})
