import type { FailureKind } from '../../../preload/contract/failure.ts'

/** The graph as the network needs it. */
export type GraphInput = {
  readonly nodes: number
  /** f32 [nodes × 3], −1 … 1 over the particle. */
  readonly coordinates: Float32Array
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** Pearson correlation, 0 … 1. */
  readonly weight: Float32Array
  /** Over the radius of the graph. */
  readonly distance: Float32Array
  /** i32 [DECODED³] node that each voxel of the decoded maps belongs to; −1: none. */
  readonly nodeOfVoxel: Int32Array
}

/** Side of the volumes that the autoencoder reads and writes, voxels. */
export const DECODED = 32

/** Particles on the graph. An item is a particle in one view: item = row · views + view. */
export type ItemFile = {
  /** Little-endian f32 [rows × views × nodes × channels]. */
  readonly path: string
  readonly rows: number
  readonly views: 1 | 2
  readonly channels: number
  readonly classes: number
}

export type NetworkOptions = {
  /** Channels of a node's state. */
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly embedding: number
  readonly batch: number
  /** Items of a batch that go through the autoencoder. */
  readonly decoded: number
  /** Weight of the decoded maps' squared error beside the cross-entropy. */
  readonly lambda: number
  readonly learningRate: number
  /** Items presented in training, at most. */
  readonly presentations: number
  readonly seed: number
}

export const NETWORK_OPTIONS = {
  width: 16, layers: 2, heads: 4, embedding: 8, batch: 64, decoded: 4, lambda: 0.1, learningRate: 0.004, presentations: 12_000, seed: 1,
} as const satisfies NetworkOptions

/** One network to train, and the particles it then labels: never those it was trained on. */
export type FitTask = {
  /** For its checkpoint and the log. */
  readonly name: string
  readonly trainRows: Uint32Array
  /** They decide when to stop. */
  readonly validateRows: Uint32Array
  readonly predictRows: Uint32Array
  /** f32 [rows × views × 2 × classes] energies of the classes at all and at low frequencies, made without the particle's own fold. */
  readonly energies: Float32Array
  /** f32 [rows × views × classes] how likely each class is by what the network does not see, sum 1: a label, or the likelihood of the particle's other view. */
  readonly targets: Float32Array
  /** [classes] */
  readonly logPrior: Float32Array
  /** f32 [2 × classes × DECODED³] class differences of either half-set, standard deviation 1; the target of a particle is that of the other half. */
  readonly maps: Float32Array
  /** [rows] half-set, 0 or 1. */
  readonly half: Uint8Array
  /** Whether φ of every row is wanted, of those that taught it too. */
  readonly describes?: boolean
}

export type FitResult = {
  readonly name: string
  /** f32 [predictRows × views × classes] */
  readonly logits: Float32Array
  /** f32 [rows × width] φ of every particle, the mean of its views; null where it is not wanted. */
  readonly features: Float32Array | null
  readonly weights: Weights
  /** f32 [classes × DECODED³] mean decoded map of each class, in the units of `maps`. */
  readonly decoded: Float32Array
  /** −log Σ_k target_k·p_k on the validation rows, nats per item, of the untrained network (which is the likelihood) and of the best. */
  readonly before: number
  readonly after: number
  readonly mse: number
  readonly epochs: number
  readonly history: readonly { readonly presented: number; readonly crossEntropy: number; readonly mse: number; readonly validation: number }[]
}

export type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>

export type FitJob = {
  readonly kind: 'fit'
  readonly backend: 'auto' | 'tensorflow' | 'webgpu' | 'wasm'
  readonly graph: GraphInput
  readonly items: ItemFile
  readonly options: NetworkOptions
  readonly tasks: readonly FitTask[]
  /** Folder for checkpoints. */
  readonly checkpoints: string
}

export type ClassifyJob = {
  readonly kind: 'classify'
  readonly backend: FitJob['backend']
  readonly graph: GraphInput
  readonly items: ItemFile
  readonly options: NetworkOptions
  readonly weights: Weights
  readonly energies: Float32Array
  readonly logPrior: Float32Array
}

export type ModelJob = FitJob | ClassifyJob

/** What did the work, and how fast. */
export type Performance = {
  readonly backend: string
  readonly device: string
  readonly version: string
  readonly reason: string
  readonly parameters: number
  readonly trainParticlesPerSecond: number
  readonly inferParticlesPerSecond: number
}

export type ModelResult =
  | { readonly kind: 'fit'; readonly performance: Performance; readonly fits: readonly FitResult[] }
  | { readonly kind: 'classify'; readonly performance: Performance; readonly logits: Float32Array }

/** How a training goes, of the last batch; items presented to all networks so far. */
export type TrainingFigures = { readonly presented: number; readonly crossEntropy: number; readonly mse: number }

export type FromModel =
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly note: string; readonly figures?: TrainingFigures }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'result'; readonly result: ModelResult }
  | { readonly type: 'failure'; readonly kind: FailureKind; readonly message: string; readonly advice: string; readonly stack: string }
