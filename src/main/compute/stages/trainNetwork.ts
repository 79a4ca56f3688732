import type { StageContext } from '../../../preload/contract/progress.ts'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import { graphInput } from '../graph/graphInput.ts'
import type { ItemSet } from '../graph/itemFile.ts'
import { resizeMap } from '../graph/resize.ts'
import type { DensityMaps } from '../graph/specimen.ts'
import type { VoxelGraph } from '../graph/voxelGraph.ts'
import { DECODED, NETWORK_OPTIONS, type FitResult, type FitTask, type NetworkOptions, type Performance } from '../model/jobs.ts'
import { runModel } from '../network/modelClient.ts'

const STAGE = 'network'

/** What the networks are taught and on whom: rows of the item set. */
export type Lesson = Omit<FitTask, 'energies' | 'logPrior' | 'maps' | 'half'>

export type Trained = {
  readonly performance: Performance
  readonly fits: readonly FitResult[]
  /** f64 [rows × views × classes], each row from the network that it did not train; NaN where none predicted it. */
  readonly logits: Float64Array
  /** f32 [rows × width] φ of every row by the network that was asked to describe them; null where none was. */
  readonly features: Float32Array | null
  /** [classes] × [DECODED³] mean decoded difference from the consensus, in density units. */
  readonly decoded: readonly Float32Array[]
}

export type TrainingSet = {
  readonly graph: VoxelGraph
  readonly items: ItemSet
  /** [classes] */
  readonly logPrior: ArrayLike<number>
  /** [rows] 0 or 1. */
  readonly half: Uint8Array
  /** Class maps of the two half-sets. */
  readonly halves: readonly [DensityMaps, DensityMaps]
}

/** Trains the networks of all lessons in the process that holds TensorFlow. */
export async function trainNetwork(set: TrainingSet, lessons: readonly Lesson[], { backend, ...options }: Pick<RunParameters, 'backend' | 'seed'> & Partial<NetworkOptions>, checkpoints: string, ctx: StageContext): Promise<Trained> {
  const { items, halves } = set, { rows, views, classes } = items.file
  const { maps, deviation } = targetMaps(halves)
  const shared = { energies: items.energies, logPrior: Float32Array.from(set.logPrior), maps, half: set.half }
  const { fits, performance } = await runModel<'fit'>({
    kind: 'fit', backend, graph: graphInput(set.graph), items: items.file, options: { ...NETWORK_OPTIONS, ...options },
    tasks: lessons.map(lesson => ({ ...lesson, ...shared })), checkpoints,
  }, STAGE, ctx)
  const logits = new Float64Array(rows * views * classes).fill(Number.NaN)
  fits.forEach((fit, f) => lessons[f].predictRows.forEach((row, i) => logits.set(fit.logits.subarray(i * views * classes, (i + 1) * views * classes), row * views * classes)))
  const cube = DECODED ** 3
  const decoded = Array.from({ length: classes }, (_, k) => {
    const mean = new Float32Array(cube)
    for (const fit of fits) for (let v = 0; v < cube; v++) mean[v] += (deviation * fit.decoded[k * cube + v]) / fits.length
    return mean
  })
  return { performance, fits, logits, features: fits.find(({ features }) => features !== null)?.features ?? null, decoded }
}

/** Class differences of both half-sets as the decoder sees them: DECODED³ voxels, divided by their common standard deviation. */
function targetMaps(halves: readonly [DensityMaps, DensityMaps]): { maps: Float32Array; deviation: number } {
  const cube = DECODED ** 3, classes = halves[0].differences.length
  const maps = new Float32Array(2 * classes * cube)
  halves.forEach(({ size, differences }, half) => differences.forEach((difference, k) => maps.set(resizeMap(difference, size, DECODED), (half * classes + k) * cube)))
  const deviation = Math.sqrt(maps.reduce((sum, v) => sum + v * v, 0) / maps.length) || 1
  return { maps: maps.map(v => v / deviation), deviation }
}
