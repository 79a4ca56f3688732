import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readGraph, writeGraph } from '../../../src/main/compute/graph/graphFiles.ts'
import { graphReport } from '../../../src/main/compute/graph/graphReport.ts'
import type { Edges, VoxelGraph } from '../../../src/main/compute/graph/voxelGraph.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { GraphFile } from '../../../src/preload/contract/graphFile.ts'
import { GraphReport } from '../../../src/preload/contract/network.ts'
import { smallGraph } from '../report/exampleGraph.ts'

const graph = smallGraph()
let whole: string
let folder: string
beforeAll(() => {
  whole = mkdtempSync(join(tmpdir(), 'cgr-graph-'))
  writeGraph(whole, graph)
})
afterAll(() => rmSync(whole, { recursive: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-graph-'))
  cpSync(whole, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

const bytesOf = (name: string): Buffer => readFileSync(join(folder, name))
const head = (): GraphFile => GraphFile.parse(JSON.parse(bytesOf('graph.json').toString()))
const rewrite = (change: (value: GraphFile) => unknown): void => writeFileSync(join(folder, 'graph.json'), JSON.stringify(change(head())))

/** The line that reading the folder ends with. */
function complaint(): string {
  try {
    readGraph(folder)
  } catch (error) {
    if (error instanceof Failure) return error.line
    throw error
  }
  return 'no complaint'
}

/** Puts a number into an array's file and its new hash into graph.json, as a program that writes wrong graphs would. */
function forge(name: keyof GraphFile['arrays'], put: (bytes: Buffer) => void): void {
  const { file } = head().arrays[name], bytes = bytesOf(file)
  put(bytes)
  writeFileSync(join(folder, file), bytes)
  rewrite(value => ({ ...value, arrays: { ...value.arrays, [name]: { ...value.arrays[name], sha256: createHash('sha256').update(bytes).digest('hex') } } }))
}

test('the example is a graph worth testing with', () => {
  expect(graph.nodes.count).toBeGreaterThan(50)
  expect(graph.edges.count).toBeGreaterThan(100)
  expect(new Set(graph.nodes.side).size).toBeGreaterThan(2)
})

describe('a graph', () => {
  test('comes back bit by bit', () => {
    expect(readGraph(folder)).toEqual(graph)
  })
  test('is written in nine files, little-endian, whose sizes and hashes graph.json states', () => {
    const { nodes, edges } = graph, { arrays, ...rest } = head()
    expect(readdirSync(folder).toSorted()).toEqual(['graph.json', ...Object.values(arrays).map(({ file }) => file)].toSorted())
    expect(rest).toMatchObject({ schema: 1, nodes: nodes.count, edges: edges.count, size: 24, voxelSizeA: 5, radiusA: graph.radius, correlationThreshold: 2 })
    for (const { file, shape, bytes, sha256, type } of Object.values(arrays)) {
      expect(bytesOf(file).length).toBe(bytes)
      expect(shape.reduce((a, b) => a * b, type === 'u8' ? 1 : 4)).toBe(bytes)
      expect(createHash('sha256').update(bytesOf(file)).digest('hex')).toBe(sha256)
    }
    expect(bytesOf('graph_centre.f32').readFloatLE(4 * (3 * 7 + 2))).toBe(nodes.centre[3 * 7 + 2])
    expect(bytesOf('graph_of_voxel.i32').readInt32LE(4 * nodes.ofVoxel.indexOf(9))).toBe(9)
    expect(bytesOf('graph_to.u32').readUInt32LE(4 * 11)).toBe(edges.to[11])
    expect(bytesOf('graph_length.f32').readFloatLE(4 * 11)).toBe(edges.length[11])
    expect(bytesOf('graph_side.u8')[5]).toBe(nodes.side[5])
  })
  test('that is part of a larger array is written without the rest', () => {
    const held = new Float32Array(graph.edges.count + 10)
    held.set(graph.edges.correlation, 5)
    writeGraph(folder, { ...graph, edges: { ...graph.edges, correlation: held.subarray(5, 5 + graph.edges.count) } })
    expect(readGraph(folder)).toEqual(graph)
  })
  test('without edges is a graph', () => {
    const none = { ...graph, edges: { count: 0, from: new Uint32Array(), to: new Uint32Array(), correlation: new Float32Array(), length: new Float32Array() } }
    writeGraph(folder, none)
    expect(readGraph(folder)).toEqual(none)
  })
  test('whose arrays contradict its counts is not written', () => {
    expect(() => writeGraph(folder, { ...graph, edges: { ...graph.edges, count: graph.edges.count + 1 } })).toThrow(/values of from/)
  })
  test('that replaces another is never mixed with it unseen: arrays of the new one under the old graph.json are refused', () => {
    const old = bytesOf('graph.json')
    writeGraph(folder, smallGraph(90))
    writeFileSync(join(folder, 'graph.json'), old)
    expect(complaint()).toMatch(/graph_\w+\.\w+, byte/)
  })
})

describe('a damaged graph is refused with file and byte', () => {
  test.each(['graph_centre.f32', 'graph_side.u8', 'graph_voxels.u32', 'graph_of_voxel.i32', 'graph_from.u32', 'graph_to.u32', 'graph_correlation.f32', 'graph_length.f32'])('%s cut off, too long, flipped, gone', name => {
    const path = join(folder, name), { size } = statSync(path), bytes = readFileSync(path)
    truncateSync(path, size - 3)
    expect(complaint()).toMatch(new RegExp(`${name}, byte ${size - 3}: the file ends here, ${size} bytes`))
    writeFileSync(path, Buffer.concat([bytes, Buffer.of(0)]))
    expect(complaint()).toMatch(new RegExp(`${name}, byte ${size}: the file goes on`))
    const flipped = Buffer.from(bytes)
    flipped[size >> 1] ^= 4
    writeFileSync(path, flipped)
    expect(complaint()).toMatch(new RegExp(`${name}, bytes 0 to ${size - 1}: .*SHA-256`))
    rmSync(path)
    expect(complaint()).toMatch(new RegExp(`${name}: no such file`))
    writeFileSync(path, bytes)
    expect(complaint()).toBe('no complaint')
  })
  test('graph.json cut off, or not there', () => {
    truncateSync(join(folder, 'graph.json'), 300)
    expect(complaint()).toMatch(/graph\.json, byte 300: not JSON/)
    writeFileSync(join(folder, 'graph.json'), '{"schema": 1,, }')
    expect(complaint()).toMatch(/graph\.json, byte 13: not JSON/)
    rmSync(join(folder, 'graph.json'))
    expect(complaint()).toMatch(/graph\.json: no such file/)
  })
  test('graph.json of another schema, with a count that the files do not have, or naming a file elsewhere', () => {
    rewrite(value => ({ ...value, schema: 2 }))
    expect(complaint()).toMatch(/graph\.json, schema/)
    writeGraph(folder, graph)
    rewrite(value => ({ ...value, nodes: value.nodes + 1 }))
    expect(complaint()).toMatch(/graph\.json, arrays\.centre: graph_centre\.f32 must hold f32 \[\d+ × 3\]/)
    writeGraph(folder, graph)
    rewrite(value => ({ ...value, arrays: { ...value.arrays, from: { ...value.arrays.from, file: '../graph_from.u32' } } }))
    expect(complaint()).toMatch(/graph\.json, arrays\.from/)
  })
  test.each([
    ['centre', (bytes: Buffer) => bytes.writeFloatLE(Number.NaN, 40), 'graph_centre.f32, byte 40: centre NaN'],
    ['side', (bytes: Buffer) => bytes.writeUInt8(0, 3), 'graph_side.u8, byte 3: side 0'],
    ['ofVoxel', (bytes: Buffer) => bytes.writeInt32LE(-2, 400), 'graph_of_voxel.i32, byte 400: ofVoxel -2'],
    ['from', (bytes: Buffer) => bytes.writeUInt32LE(70_000, 8), 'graph_from.u32, byte 8: from 70000'],
    ['correlation', (bytes: Buffer) => bytes.writeFloatLE(1.5, 0), 'graph_correlation.f32, byte 0: correlation 1.5'],
    ['length', (bytes: Buffer) => bytes.writeFloatLE(-1, 4), 'graph_length.f32, byte 4: length -1'],
    ['to', (bytes: Buffer) => bytes.writeUInt32LE(0, 12), 'graph_to.u32, byte 12: edge 3 leads'],
  ] as const)('%s that no graph can have, though its hash is right', (name, put, line) => {
    forge(name, put)
    expect(complaint()).toContain(line)
  })
})

/** A chain of nodes 0–1–2–…, and node 0 to all: degrees and lengths are known. */
function chain(count: number): VoxelGraph {
  const pairs = [...Array.from({ length: count - 1 }, (_, i) => [i, i + 1] as const), ...Array.from({ length: count - 2 }, (_, i) => [0, i + 2] as const)]
  const edges: Edges = {
    count: pairs.length, from: Uint32Array.from(pairs, ([i]) => i), to: Uint32Array.from(pairs, ([, j]) => j),
    correlation: new Float32Array(pairs.length).fill(0.5), length: Float32Array.from(pairs, ([i, j]) => 10 * (j - i)),
  }
  const nodes = { count, size: 16, ofVoxel: new Int32Array(16 ** 3), centre: new Float32Array(3 * count), side: Uint8Array.from({ length: count }, (_, n) => (n % 3 === 0 ? 4 : 2)), voxels: new Uint32Array(count).fill(8) }
  return { nodes, edges, voxelSize: 3, radius: 20, correlationThreshold: 2 }
}

describe('a graph in numbers', () => {
  test('degrees stand over their integers, lengths between round ones, and nothing is lost', () => {
    const report = GraphReport.parse(graphReport(chain(6)))
    expect(report.levels).toEqual([{ sideA: 6, nodes: 4 }, { sideA: 12, nodes: 2 }])
    expect(report.degrees.edges).toEqual([-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5])
    expect(report.degrees.counts).toEqual([0, 0, 2, 3, 0, 1])
    const { edges, counts } = report.lengths
    expect(counts.reduce((a, b) => a + b, 0)).toBe(report.edges)
    expect(edges).toHaveLength(counts.length + 1)
    const of = (length: number): number => counts[edges.findIndex((edge, i) => length >= edge && length < edges[i + 1])]
    expect([10, 20, 30, 40, 50].map(of)).toEqual([5, 1, 1, 1, 1])
  })
  test('many degrees share bars', () => {
    const { degrees } = graphReport(chain(200))
    expect(degrees.counts.length).toBeLessThanOrEqual(24)
    expect(degrees.counts.reduce((a, b) => a + b, 0)).toBe(200)
    expect(degrees.edges.every(edge => edge % 1 !== 0)).toBe(true)
    expect(degrees.counts.at(-1)).toBe(1)
  })
  test('a graph without edges has all nodes at degree 0', () => {
    const { nodes, ...rest } = chain(5)
    const report = GraphReport.parse(graphReport({ nodes, ...rest, edges: { count: 0, from: new Uint32Array(), to: new Uint32Array(), correlation: new Float32Array(), length: new Float32Array() } }))
    expect(report.degrees).toEqual({ edges: [-0.5, 0.5], counts: [5] })
    expect(report.lengths.counts).toEqual([0])
  })
})
