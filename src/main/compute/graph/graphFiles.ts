import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { badData } from '../../../preload/contract/failure.ts'
import { GraphFile, type ArrayFile } from '../../../preload/contract/graphFile.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { openBytes, readWhole } from '../../formats/fileBytes.ts'
import { levelsOf } from './graphReport.ts'
import type { VoxelGraph } from './voxelGraph.ts'

export { graphReport } from './graphReport.ts'

export const GRAPH_FILE = 'graph.json'
const LARGEST_JSON = 1 << 20
const FIX = 'run again with --overwrite'

const TYPES = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array } as const
type Sizes = { readonly nodes: number; readonly edges: number; readonly size: number }
type Name = keyof GraphFile['arrays']

/** Every array: its file, type, shape and unit. */
const ARRAYS = {
  centre: { file: 'graph_centre.f32', type: 'f32', shape: ({ nodes }: Sizes) => [nodes, 3], unit: 'voxels from the origin' },
  side: { file: 'graph_side.u8', type: 'u8', shape: ({ nodes }: Sizes) => [nodes], unit: 'voxels' },
  voxels: { file: 'graph_voxels.u32', type: 'u32', shape: ({ nodes }: Sizes) => [nodes], unit: 'count' },
  ofVoxel: { file: 'graph_of_voxel.i32', type: 'i32', shape: ({ size }: Sizes) => [size, size, size], unit: 'node' },
  from: { file: 'graph_from.u32', type: 'u32', shape: ({ edges }: Sizes) => [edges], unit: 'node' },
  to: { file: 'graph_to.u32', type: 'u32', shape: ({ edges }: Sizes) => [edges], unit: 'node' },
  correlation: { file: 'graph_correlation.f32', type: 'f32', shape: ({ edges }: Sizes) => [edges], unit: '1' },
  length: { file: 'graph_length.f32', type: 'f32', shape: ({ edges }: Sizes) => [edges], unit: 'Å' },
} as const satisfies Record<Name, unknown>
type Arrays = { readonly f32: Float32Array; readonly i32: Int32Array; readonly u32: Uint32Array; readonly u8: Uint8Array }
type Kind<N extends Name> = Arrays[(typeof ARRAYS)[N]['type']]

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Writes the graph's arrays (little-endian, as every machine is that this program runs on) and, last, graph.json with their
 * sizes and hashes: where it is and agrees, the graph is whole.
 */
export function writeGraph(folder: string, graph: VoxelGraph): void {
  const { nodes, edges } = graph, { centre, side, voxels, ofVoxel } = nodes, { from, to, correlation, length } = edges
  const sizes: Sizes = { nodes: nodes.count, edges: edges.count, size: nodes.size }
  const put = <N extends Name>(name: N, values: Kind<N>): ArrayFile => {
    const { file, type, shape, unit } = ARRAYS[name], bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    if (values.length !== product(shape(sizes))) throw new RangeError(`${values.length} values of ${name} for ${sizes.nodes} nodes and ${sizes.edges} edges`)
    atomicWrite(join(folder, file), bytes)
    return { file, type, shape: shape(sizes), unit, bytes: bytes.length, sha256: sha256(bytes) }
  }
  const head: GraphFile = {
    schema: 1, ...sizes, voxelSizeA: graph.voxelSize, radiusA: graph.radius, correlationThreshold: graph.correlationThreshold, levels: levelsOf(graph),
    arrays: {
      centre: put('centre', centre), side: put('side', side), voxels: put('voxels', voxels), ofVoxel: put('ofVoxel', ofVoxel),
      from: put('from', from), to: put('to', to), correlation: put('correlation', correlation), length: put('length', length),
    },
  }
  atomicWrite(join(folder, GRAPH_FILE), `${JSON.stringify(GraphFile.parse(head), null, 2)}\n`)
}

/** The graph that a run left in `folder`. Throws a Failure that names file and byte where anything is missing, damaged or contradicts the rest. */
export function readGraph(folder: string): VoxelGraph {
  const path = join(folder, GRAPH_FILE), head = parsed(path, readWhole(path, LARGEST_JSON, 'graph.json'))
  const { nodes, edges, size } = head
  const get = <N extends Name>(name: N): Kind<N> => readArray(folder, path, name, head)
  const node = { low: 0, high: nodes - 1 }
  const centre = get('centre'), side = get('side'), voxels = get('voxels'), ofVoxel = get('ofVoxel')
  inRange(folder, 'centre', centre, { low: -size, high: size })
  inRange(folder, 'side', side, { low: 1, high: size })
  inRange(folder, 'voxels', voxels, { low: 1, high: size ** 3 })
  inRange(folder, 'ofVoxel', ofVoxel, { low: -1, high: nodes - 1 })
  const from = get('from'), to = get('to'), correlation = get('correlation'), length = get('length')
  inRange(folder, 'from', from, node)
  inRange(folder, 'to', to, node)
  inRange(folder, 'correlation', correlation, { low: 0, high: 1 + 1e-5 })
  inRange(folder, 'length', length, { low: 0, high: 2 * size * head.voxelSizeA })
  const turned = from.findIndex((i, e) => i >= to[e])
  if (turned >= 0) throw badData(join(folder, ARRAYS.to.file), `byte ${4 * turned}`, `edge ${turned} leads from node ${from[turned]} to ${to[turned]}, and edges lead to the higher number`, FIX)
  return {
    nodes: { count: nodes, size, ofVoxel, centre, side, voxels }, edges: { count: edges, from, to, correlation, length },
    voxelSize: head.voxelSizeA, radius: head.radiusA, correlationThreshold: head.correlationThreshold,
  }
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

function parsed(path: string, bytes: Buffer): GraphFile {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    const words = (error as SyntaxError).message
    throw badData(path, `byte ${/at position (\d+)/.exec(words)?.[1] ?? bytes.length}`, `not JSON (${words})`, FIX)
  }
  const result = GraphFile.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badData(path, issue.path.length > 0 ? issue.path.join('.') : 'top level', issue.message, FIX)
}

function readArray<N extends Name>(folder: string, head: string, name: N, graph: GraphFile): Kind<N> {
  const { file, type, shape } = ARRAYS[name], entry = graph.arrays[name], path = join(folder, file), wanted = shape(graph)
  const Kind = TYPES[type], bytes = product(wanted) * Kind.BYTES_PER_ELEMENT
  // The names are ours, never the file's: a path in graph.json must not lead out of the folder.
  if (entry.file !== file || entry.type !== type || entry.shape.join() !== wanted.join() || entry.bytes !== bytes) {
    throw badData(head, `arrays.${name}`, `${file} must hold ${type} [${wanted.join(' × ')}], ${bytes} bytes`, FIX)
  }
  const source = openBytes(path)
  try {
    if (source.size !== bytes) throw badData(path, `byte ${Math.min(source.size, bytes)}`, `${source.size < bytes ? 'the file ends here' : 'the file goes on'}, ${bytes} bytes are its size by ${GRAPH_FILE}`, FIX)
    const content = new Uint8Array(bytes)
    source.read(0, content)
    if (sha256(content) !== entry.sha256) throw badData(path, `bytes 0 to ${bytes - 1}`, `not what ${GRAPH_FILE} was written for: the SHA-256 differs`, FIX)
    return new Kind(content.buffer) as Kind<N>
  } finally {
    source.close()
  }
}

/** NaN is in no range. */
function inRange(folder: string, name: Name, values: Float32Array | Int32Array | Uint32Array | Uint8Array, { low, high }: { readonly low: number; readonly high: number }): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= low && values[i] <= high) continue
    throw badData(join(folder, ARRAYS[name].file), `byte ${i * values.BYTES_PER_ELEMENT}`, `${name} ${values[i]}, where ${low} to ${Math.round(high)} is possible`, FIX)
  }
}
