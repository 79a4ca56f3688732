import type { WalkAlong } from '../../../preload/contract/calls/landscape.ts'
import { DEFAULT_PARAMETERS, type RunParameters } from '../../../preload/contract/parameters.ts'
import type { Job } from './jobMessages.ts'

/** A stage and the seconds that it takes on the machine of bench/RESULTS.md, 2 cores at 2.5 GHz; `covered`: the fraction of its time that its progress tells of evenly. */
export type StageCost = { readonly stage: string; readonly seconds: number; readonly covered: number }

/** What the costs hang on. `box`: of the input, px; null where nobody has looked yet. */
export type Load = { readonly particles: number; readonly box: number | null; readonly cores: number }

const REFERENCE = { cores: 2, box: 64, classes: 3 } as const
/** K where it is to be found. */
const LIKELY_CLASSES = 3
/** Numbers of classes that are tried until none is better. */
const TRIED = 4.5

/** Seconds of a stage: what does not grow with the particles, and ms for each of them; only these are spread over the cores. */
const cost = (stage: string, fixed: number, milliseconds: number, { particles, cores }: Load, covered = 0): StageCost =>
  ({ stage, seconds: fixed + (milliseconds * particles * REFERENCE.cores) / (1000 * cores), covered })

const classesOf = ({ classes }: Pick<RunParameters, 'classes'>): number => (classes === 'auto' ? LIKELY_CLASSES : classes)

/**
 * Stages of a sorting of images. The numbers are fitted to runs of spike3 with 1,000 to 100,000 particles (bench/RESULTS.md): in the working
 * box work on images goes with its square, on maps with its cube; with K, by one map more for the consensus.
 */
function imageStages(parameters: RunParameters, load: Load): StageCost[] {
  const k = classesOf(parameters), tried = parameters.classes === 'auto' ? TRIED : k + 1
  const plane = (parameters.box / REFERENCE.box) ** 2, cube = (parameters.box / REFERENCE.box) ** 3
  const input = (load.box ?? parameters.box) / REFERENCE.box, maps = (k + 1) / (REFERENCE.classes + 1)
  return [
    cost('import', 0.02, 0.01, load),
    cost('prove match', 2.1 + 0.5 * input ** 2, 0, load, 1),
    cost('load images', 0.05, 0.05 + 0.1 * input ** 2, load, 1),
    cost('judge particles', cube, 0.3 * plane, load),
    cost('number of classes', 0.7 * tried, 0.3 * tried, load),
    cost('sort', 4 * cube * maps, 2.8 * plane * maps * (parameters.posePolish ? 1 : 0.75), load),
    cost('variance', 0.25 * k, 0.25 * plane, load),
    ...networkStages(parameters, load, k, plane),
    cost('reconstruct', 1.2 * k * input ** 2.5, 0.15 * input ** 2, load),
  ]
}

/** Stages of a sorting of 3D maps: all of it goes with the voxels, and on one core but for the network. */
function mapStages(parameters: RunParameters, load: Load): StageCost[] {
  const k = classesOf(parameters), tried = parameters.classes === 'auto' ? TRIED : k + 1
  const cube = (parameters.box / REFERENCE.box) ** 3, input = ((load.box ?? parameters.box) / REFERENCE.box) ** 3, one = { ...load, cores: REFERENCE.cores }
  return [
    cost('import', 0.02, 0.2, one), cost('load maps', 0, 17 * input, one, 1), cost('judge maps', 0.5, 7 * cube, one),
    cost('number of classes', 0.6 * tried, 4.5 * tried * cube, one), cost('sort', 3 * k * cube, 19 * k * cube, one), cost('variance', 0.3 * k, 2 * cube, one),
    ...networkStages(parameters, load, k, 1), cost('reconstruct', 1.2 * k * input, 5 * input, one),
  ]
}

function networkStages({ network, nodes, backend }: RunParameters, load: Load, classes: number, plane: number): StageCost[] {
  if (network === 'off' || classes === 1) return []
  const graph = nodes / 400, slow = backend === 'wasm' ? WASM : 1
  // Training presents so many particles, however many there are, and tells of it; labelling goes over all, and the features of those that taught the first network are computed besides.
  const training = 11.5 * graph * slow, learning = cost('network', training, 1.65 * graph * slow, load)
  return [cost('voxel graph', 3, 0.8 * plane, load), { ...learning, covered: training / learning.seconds }, cost('combine', 0.8, 0.25, load)]
}

/** How much slower WebAssembly trains than TensorFlow. */
const WASM = 5

/** A check is the beginning of a run, and a little more. */
function checkStages(load: Load, maps: boolean): StageCost[] {
  const first = stagesOfRun({ ...DEFAULT_PARAMETERS, network: 'off', threads: load.cores }, load, maps)
  const common = first.slice(0, first.findIndex(({ stage }) => stage === 'number of classes'))
  return [...common, ...(maps ? [] : [cost('consensus', 0.1, 0.05, load), cost('pose error', 0.6, 0.3, load)]), cost('write', 0.05, 0, load)]
}

/** What comes before an embedding, a walk and a measurement of variance: a run's first stages, and poses of images polished as the run polished them. */
function settledStages(load: Load, maps: boolean): StageCost[] {
  const first = stagesOfRun({ ...DEFAULT_PARAMETERS, network: 'off', threads: load.cores }, load, maps)
  const common = first.slice(0, first.findIndex(({ stage }) => stage === 'number of classes'))
  return maps ? common : [...common, cost('polish poses', 1, 1, load, 1)]
}

/** Maps of one particle each are worked on by one core. */
const onOneCore = (load: Load, maps: boolean): Load => (maps ? { ...load, cores: REFERENCE.cores } : load)

/** Components are fitted to all particles and to half of them. `count`: of components. */
function embeddingStages(load: Load, count: number, maps: boolean): StageCost[] {
  return [...settledStages(load, maps), cost('components', 0.3 * count, (maps ? 4 : 0.6) * count, onOneCore(load, maps)), cost('write', 0.1, 0, load)]
}

/** Points that a particle counts at, about: the kernel reaches to the second neighbour. */
const POINTS_OF_A_PARTICLE = 3.6

/** Every point of a walk is reconstructed like a class. */
function walkStages(load: Load, along: WalkAlong, maps: boolean): StageCost[] {
  const input = (load.box ?? DEFAULT_PARAMETERS.box) / REFERENCE.box
  const [points, inserted] = along.kind === 'chosen' ? [1, along.rows.length] : [along.points, POINTS_OF_A_PARTICLE * load.particles]
  const each = maps ? 5 * input ** 3 : 0.15 * input ** 2
  return [...settledStages(load, maps), cost('walk', 0.8 * points * input ** 2.5, each, { ...onOneCore(load, maps), particles: inserted }, 0.7), cost('write', 0.1 * points * input ** 3, 0, load)]
}

/** As in a run, of their classes and of ours, which are likely as many. */
function varianceStages(load: Load, maps: boolean): StageCost[] {
  const own = (stage: string): StageCost => cost(stage, 0.4 * LIKELY_CLASSES, maps ? 2 : 0.5, onOneCore(load, maps))
  return [...settledStages(load, maps), own('variance'), own('variance of ours'), cost('write', 0.1, 0, load)]
}

/** A training begins as a run does, too; how long the networks learn hangs on the labels, which nobody has read yet. */
function trainingStages(load: Load): StageCost[] {
  const first = stagesOfRun({ ...DEFAULT_PARAMETERS, network: 'off', threads: load.cores }, load, false)
  const common = first.slice(0, first.findIndex(({ stage }) => stage === 'number of classes'))
  return [...common, cost('class maps', 0.3, 0.3, load), cost('voxel graph', 3, 2, load), cost('network', 25, 1, load, 1), cost('compare', 1, 0, load)]
}

/** Most particles that a check looks at, and maps. */
const CHECKED = { images: 20_000, maps: 500 } as const

/** The stages of a job in order. `maps`: its particles are one 3D map each. */
export function stagesOf(job: Job, load: Load, maps: boolean): StageCost[] {
  if (job.kind === 'run') return stagesOfRun(job.request.parameters, load, maps)
  if (job.kind === 'train') return trainingStages(load)
  if (job.kind === 'embedding') return embeddingStages(load, job.request.components, maps)
  if (job.kind === 'walk') return walkStages(load, job.request.along, maps)
  if (job.kind === 'variance') return varianceStages(load, maps)
  if (job.kind === 'sample') return [cost('simulate', 0.5, 3, load, 1)]
  return checkStages({ ...load, particles: Math.min(load.particles, maps ? CHECKED.maps : CHECKED.images) }, maps)
}

export const stagesOfRun = (parameters: RunParameters, load: Load, maps: boolean): StageCost[] =>
  (maps ? mapStages(parameters, load) : imageStages(parameters, load))
