/*
 * What follows sorting when the network takes part, a list of stages like pipeline.ts:
 *
 *   voxel graph           stages/voxelGraph.ts          octree nodes, edges, every particle's densities on them
 *   network               stages/trainNetwork.ts        two networks, each taught by one half of the particles, label the other
 *   combine               stages/combineRules.ts        likelihood and network stacked by held-out likelihood
 *
 * φ of the particles, what a network reads classes from, is kept as network_features.f32. Two networks have no coordinates in
 * common, so it is the first that describes all particles, those that it was taught by included. φ places particles and decides
 * nothing: classes stay cross-fitted.
 */
import { join } from 'node:path'
import type { RunParameters } from '../../preload/contract/parameters.ts'
import type { ComparisonReport, GraphReport, NetworkReport } from '../../preload/contract/network.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { writeVolume } from '../formats/mrc.ts'
import { graphReport, writeGraph } from './graph/graphFiles.ts'
import { readDensities, type ItemSet } from './graph/itemFile.ts'
import { resizeMap } from './graph/resize.ts'
import type { NetworkSource, Specimen } from './graph/specimen.ts'
import { DECODED } from './model/jobs.ts'
import { writeFeatures } from './network/featureFiles.ts'
import type { StageClock } from './results/clock.ts'
import { foldOfSlot, sharedFloats, slotsOfFold } from './sorting/particles.ts'
import { combineRules, type Sample } from './stages/combineRules.ts'
import { trainNetwork, type Lesson, type Trained } from './stages/trainNetwork.ts'
import { voxelGraph } from './stages/voxelGraph.ts'

export type NetworkStages = {
  /** f32 [count × K] combined posteriors, by position. */
  readonly posteriors: SharedArrayBuffer
  /** The same of each rule alone. */
  readonly rules: Readonly<Record<'likelihood' | 'network', SharedArrayBuffer>>
  readonly graph: GraphReport
  readonly network: NetworkReport
  readonly comparison: ComparisonReport
}

export type NetworkRequest = {
  readonly parameters: RunParameters
  readonly outputDir: string
  /** Folder for features and checkpoints. */
  readonly work: string
  /** Rows of the input, and that of each position. */
  readonly particles: number
  readonly rowAt: ArrayLike<number>
  /** Of the input: box in px and Å/px, for the decoded maps. */
  readonly box: number
  readonly pixelSize: number
}

/** Items presented to each network: it starts as the likelihood and is taught by it, so there is little to learn. */
const PRESENTATIONS = 2500
/** Particles on whom rules are compared and the linear rule is made. */
const COMPARED = 4000

export async function networkStages<Model>(source: () => Promise<NetworkSource<Model>>, request: NetworkRequest, clock: StageClock, ctx: StageContext): Promise<NetworkStages> {
  const { parameters, work } = request
  const { graph, items, halves, logPrior, slot, specimen, posteriors: sorted, unit } = await clock.time('voxel graph', async () => {
    const from = await source(), folds = from.folds.map((model, f) => ({ slots: slotsOfFold(f), model }))
    const made = await voxelGraph(from.specimen, folds, 2, { ...parameters, scratch: work }, ctx)
    writeGraph(request.outputDir, made.graph)
    return { ...from, ...made, logPrior: from.specimen.occupancy.map(p => Math.log(p + 1e-9)), slot: Uint8Array.from(made.items.positions, position => from.slot[position]) }
  })
  const groups = [0, 1].map(group => rowsWhere(slot, s => foldOfSlot(s) >> 1 === group))
  const trained = await clock.time('network', async () => {
    const done = await trainNetwork({ graph, items, logPrior, half: slot.map(s => foldOfSlot(s) >> 1), halves }, lessonsOf(items, groups, slot), { backend: parameters.backend, seed: parameters.seed, presentations: PRESENTATIONS }, work, ctx)
    writeFeatures(request.outputDir, { phi: done.features!, rows: items.positions.map(position => request.rowAt[position]), particles: request.particles, taught: groups[0].length })
    return done
  })
  const { comparison, posteriors } = await clock.time('combine', () => combineRules({
    rows: items.file.rows, classes: items.file.classes, logPrior, likelihood: items.likelihood, network: trained.logits, sorted: byRow(items, sorted), sample: sampleOf(items, graph.nodes.count, groups),
  }, ctx))
  const decodedMaps = writeDecoded(specimen, unit, trained, request)
  const [combined, likelihood, network] = [posteriors.combined, posteriors.likelihood, posteriors.network].map(values => byPosition(sorted.length, items, values))
  return { posteriors: combined, rules: { likelihood, network }, graph: graphReport(graph), network: networkReport(trained, decodedMaps), comparison }
}

const rowsWhere = (slot: Uint8Array, wanted: (slot: number) => boolean): Uint32Array => Uint32Array.from(slot.keys()).filter(row => wanted(slot[row]))

/** Each group's network is taught what the likelihood of a particle's other view says, and labels the other group. */
function lessonsOf(items: ItemSet, groups: readonly Uint32Array[], slot: Uint8Array): Lesson[] {
  const { rows, classes } = items.file, targets = new Float32Array(rows * 2 * classes)
  for (let at = 0; at < 2 * rows; at++) {
    const other = (at ^ 1) * classes
    let total = 0
    const highest = items.likelihood.subarray(other, other + classes).reduce((a, b) => Math.max(a, b))
    for (let k = 0; k < classes; k++) total += targets[at * classes + k] = Math.exp(items.likelihood[other + k] - highest)
    for (let k = 0; k < classes; k++) targets[at * classes + k] /= total
  }
  return groups.map((group, g) => {
    const judge = slotsOfFold(2 * g)[0]
    return { name: `network${g + 1}`, trainRows: group.filter(row => slot[row] !== judge), validateRows: group.filter(row => slot[row] === judge), predictRows: groups[1 - g], targets, describes: g === 0 }
  })
}

function sampleOf(items: ItemSet, nodes: number, groups: readonly Uint32Array[]): Sample {
  const some = (rows: Uint32Array) => rows.subarray(0, Math.min(rows.length, COMPARED / 2))
  const [teach, judged] = groups.map(some), rows = Uint32Array.from([...teach, ...judged])
  const places = Uint32Array.from(rows.keys()), taught = Math.floor(0.8 * teach.length)
  return { rows, densities: readDensities(items, nodes, rows), train: places.subarray(0, taught), validate: places.subarray(taught, teach.length), judged: places.subarray(teach.length) }
}

function byRow({ positions, file }: ItemSet, q: Float32Array): Float64Array {
  return Float64Array.from({ length: positions.length * file.classes }, (_, i) => q[positions[Math.floor(i / file.classes)] * file.classes + (i % file.classes)])
}

function byPosition(length: number, { positions, file }: ItemSet, values: Float64Array): SharedArrayBuffer {
  const out = sharedFloats(length), to = new Float32Array(out)
  positions.forEach((position, row) => to.set(values.subarray(row * file.classes, (row + 1) * file.classes), position * file.classes))
  return out
}

/** Consensus plus each class's mean decoded difference, in the input's box: named apart from reconstructions. */
function writeDecoded({ density, size }: Specimen<unknown>, unit: number, { decoded }: Trained, { outputDir, box, pixelSize }: NetworkRequest): string[] {
  const consensus = resizeMap(density, size, box)
  return decoded.map((difference, k) => {
    const name = `run_class${String(k + 1).padStart(3, '0')}_decoded.mrc`, map = resizeMap(difference, DECODED, box)
    writeVolume(join(outputDir, name), { box, pixelSize, data: consensus.map((v, i) => unit * (v + map[i])) })
    return name
  })
}

function networkReport({ performance, fits }: Trained, decodedMaps: string[]): NetworkReport {
  const mean = (value: (fit: Trained['fits'][number]) => number) => fits.reduce((sum, fit) => sum + value(fit), 0) / fits.length
  return {
    parameters: performance.parameters, backend: `${performance.backend} ${performance.version}`, device: performance.device, reason: performance.reason, epochs: mean(fit => fit.epochs),
    trainParticlesPerSecond: performance.trainParticlesPerSecond, inferParticlesPerSecond: performance.inferParticlesPerSecond,
    crossEntropy: { untrained: mean(fit => fit.before), trained: mean(fit => fit.after) }, mse: mean(fit => fit.mse), history: fits[0].history.map(step => ({ ...step })), decodedMaps,
  }
}
