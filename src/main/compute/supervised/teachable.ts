import type { TrainReport } from '../../../preload/contract/supervised.ts'
import type { Evidence, EvidenceOptions } from '../graph/evidence.ts'
import type { DensityMaps, Specimen } from '../graph/specimen.ts'
import type { Nodes } from '../graph/voxelGraph.ts'
import type { LabelledSet } from './labelledSet.ts'
import type { KnownParticle, ModelFacts } from './trainedModel.ts'

/** Class maps of labelled particles, of all or without some. */
export type LabelMaps<Model> = {
  readonly all: Model
  /** Each from one half of the folds, for the decoder's targets. */
  readonly halves: readonly [DensityMaps, DensityMaps]
  /** Maps that the particles of these folds had no part in. */
  without(folds: readonly number[]): Promise<Model>
}

/** Particles that are loaded and judged, as far as teaching needs them: images (teachableImages.ts) or one map each (../volumes/teachableVolumes.ts). */
export type Teachable<Model> = {
  /** [count] row of the input at each position. */
  readonly rowAt: Uint32Array
  /** [count] 0: junk, takes no part. */
  readonly active: Uint8Array
  /** [count] see sorting/particles.ts. */
  readonly slotAt: Uint8Array
  /** `without` of the maps reads what this wrote: one at a time. */
  labelMaps(taken: LabelledSet): Promise<LabelMaps<Model>>
  specimen(model: Model): Specimen<Model>
  /** What only some of the particles say. */
  measureOnly(takesPart: (position: number) => boolean, nodes: Nodes, model: Model, options: EvidenceOptions): Promise<Evidence>
  /** For the model file. */
  known(model: Model): KnownParticle
}

/** What was found on the way there. */
export type Opened<Model> = {
  readonly particles: Teachable<Model>
  /** Whether folds hold whole micrographs or tomograms, and how many of these hold labels. */
  readonly byMicrograph: boolean
  readonly labelledMicrographs: number
  readonly facts: Pick<ModelFacts, 'particles' | 'optics' | 'limit' | 'boxSizeA' | 'sign' | 'contrastSpread'>
  readonly report: Pick<TrainReport, 'proof' | 'contrast' | 'junk'> & { readonly input: Omit<TrainReport['input'], 'sha256'> }
}
