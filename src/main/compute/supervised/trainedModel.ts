import { badData } from '../../../preload/contract/failure.ts'
import type { ModelHeader } from '../../../preload/contract/modelFile.ts'
import type { ModelArray, ModelArrays, ModelFile } from '../../formats/modelFile.ts'
import type { VoxelGraph } from '../graph/voxelGraph.ts'
import type { Weights } from '../model/jobs.ts'
import { gridFor, MASK_SIZE } from '../sorting/workspace.ts'
import { nodeChannels } from '../threads/nodeDensities.ts'
import { ballOf } from '../volumes/ball.ts'
import { gridFor as volumeGrid } from '../volumes/fourierMaps.ts'

/** Everything that a trained model says about itself but who made it from what. */
export type ModelFacts = Omit<ModelHeader, 'schema' | 'program' | 'version' | 'created' | 'command' | 'provenance' | 'arrays' | 'graph'>

/** The particle as its maps have it, on the grid of the frequency limit that particles of its kind are read on. */
export type KnownParticle = {
  readonly limit: number
  readonly size: number
  readonly occupancy: Float64Array
  /** [classes] × [size³] of all labelled particles, as differences from the consensus. */
  readonly differences: readonly Float32Array[]
  /** Complex: a Fourier volume as slices are read from it, or the coefficients of maps (volumes/ball.ts). */
  readonly consensus: Float32Array
  /** [MASK_SIZE³] */
  readonly mask: Float32Array
}

/** A network with all that it needs to label particles it has never seen. */
export type TrainedModel = {
  readonly facts: ModelFacts
  readonly graph: VoxelGraph
  readonly known: KnownParticle
  readonly weights: Weights
}

const WEIGHT = 'weight.'

/** The arrays of a model file, by name. */
export function modelArrays({ facts, graph, known, weights }: TrainedModel): ModelArrays {
  const { nodes, edges } = graph, { size, differences, occupancy, consensus, mask } = known, classes = differences.length, maps = new Float32Array(classes * size ** 3)
  differences.forEach((difference, k) => maps.set(difference, k * size ** 3))
  return {
    'graph.ofVoxel': { shape: [nodes.size, nodes.size, nodes.size], values: nodes.ofVoxel }, 'graph.centre': { shape: [nodes.count, 3], values: nodes.centre },
    'graph.side': { shape: [nodes.count], values: nodes.side }, 'graph.voxels': { shape: [nodes.count], values: nodes.voxels },
    'graph.from': { shape: [edges.count], values: edges.from }, 'graph.to': { shape: [edges.count], values: edges.to },
    'graph.correlation': { shape: [edges.count], values: edges.correlation }, 'graph.length': { shape: [edges.count], values: edges.length },
    classMaps: { shape: [classes, size, size, size], values: maps }, occupancy: { shape: [classes], values: occupancy },
    consensus: { shape: layout(facts).consensus, values: consensus }, mask: { shape: [MASK_SIZE, MASK_SIZE, MASK_SIZE], values: mask },
    ...Object.fromEntries(Object.entries(weights).map(([name, { shape, values }]) => [`${WEIGHT}${name}`, { shape, values }])),
  }
}

/** Side of the real-space grid, and shape of the consensus. */
function layout({ particles, limit }: Pick<ModelFacts, 'particles' | 'limit'>): { size: number; consensus: number[] } {
  if (particles === 'maps') return { size: volumeGrid(limit).size, consensus: [ballOf(limit).count, 2] }
  const { size, width } = gridFor(limit)
  return { size, consensus: [width, width, width, 2] }
}

const FIX = 'train the model again'

/** The model in a file that was read: arrays of the shapes that its header asks for, indices that exist. Throws a Failure that names file and byte. */
export function modelFrom(path: string, { header, arrays }: ModelFile): TrainedModel {
  const classes = header.classes.length, { limit } = header, { size, consensus } = layout(header)
  const offset = (name: string): string => `byte ${header.arrays.find(entry => entry.name === name)?.byteOffset ?? 0}`
  const take = <Kind extends ModelArray>(name: string, Kind: new (n: number) => Kind, shape: readonly (number | null)[]): Kind => {
    const found = arrays[name]
    if (!found) throw badData(path, 'header', `no array ${name}`, FIX)
    if (!(found.values instanceof Kind) || found.shape.length !== shape.length || shape.some((side, axis) => side !== null && side !== found.shape[axis])) {
      throw badData(path, offset(name), `${name} has the shape [${found.shape.join(' × ')}] instead of [${shape.map(side => side ?? 'any').join(' × ')}]`, FIX)
    }
    return found.values
  }
  const within = <Kind extends ModelArray>(name: string, values: Kind, low: number, high: number): Kind => {
    const wrong = values.findIndex((value: number) => value < low || value > high)
    if (wrong >= 0) throw badData(path, offset(name), `${name}[${wrong}] is ${values[wrong]}, where ${low} to ${high} is possible`, FIX)
    return values
  }
  const centre = take('graph.centre', Float32Array, [null, 3]), count = centre.length / 3
  const from = within('graph.from', take('graph.from', Uint32Array, [null]), 0, count - 1), edges = from.length
  const nodes = {
    count, size, centre, ofVoxel: within('graph.ofVoxel', take('graph.ofVoxel', Int32Array, [size, size, size]), -1, count - 1),
    side: take('graph.side', Uint8Array, [count]), voxels: take('graph.voxels', Uint32Array, [count]),
  }
  const graph: VoxelGraph = {
    nodes, voxelSize: header.graph.voxelSizeA, radius: header.graph.radiusA, correlationThreshold: header.graph.correlationThreshold,
    edges: {
      count: edges, from, to: within('graph.to', take('graph.to', Uint32Array, [edges]), 0, count - 1), correlation: take('graph.correlation', Float32Array, [edges]), length: take('graph.length', Float32Array, [edges]),
    },
  }
  const maps = take('classMaps', Float32Array, [classes, size, size, size]), cube = size ** 3
  if (header.logPrior.length !== classes) throw badData(path, 'header', `${header.logPrior.length} priors for ${classes} classes`, FIX)
  for (const name of ['normal.mean', 'normal.deviation']) take(`${WEIGHT}${name}`, Float32Array, [count, nodeChannels(classes)])
  const { schema: _, program: _p, version: _v, created: _c, command: _m, provenance: _o, arrays: _a, graph: _g, ...facts } = header
  return {
    facts, graph,
    known: {
      limit, size, occupancy: take('occupancy', Float64Array, [classes]), differences: Array.from({ length: classes }, (_, k) => maps.slice(k * cube, (k + 1) * cube)),
      consensus: take('consensus', Float32Array, consensus), mask: take('mask', Float32Array, [MASK_SIZE, MASK_SIZE, MASK_SIZE]),
    },
    weights: Object.fromEntries(Object.keys(arrays).filter(name => name.startsWith(WEIGHT)).map(name => [name.slice(WEIGHT.length), { shape: arrays[name].shape, values: take(name, Float32Array, arrays[name].shape) }])),
  }
}
