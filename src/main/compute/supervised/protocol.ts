import type { ClassificationReport, TrainParameters, TrainReport } from '../../../preload/contract/supervised.ts'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import type { FinishedRun } from '../protocol.ts'
import type { Assignments } from '../results/assignments.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Labels as rows of the input have them. */
export type RowLabels = {
  readonly path: string
  /** [rows] class from 0; −1: none. */
  readonly classOfRow: Int32Array
  /** What the labels call each class. */
  readonly names: readonly string[]
  /** [rows × classes] how likely each class is by a run that saw no labels; a row's sum is below 1 by what the run put into classes without a label. */
  readonly posteriors?: Float32Array
}

type Source = {
  /** Absolute path of the particle .star or .cs file. */
  readonly input: string
  readonly root: string | null
  readonly passthrough: string | null
  /** Folder for features and checkpoints; exists. */
  readonly work: string
}

export type TrainRequest = Source & {
  readonly labels: RowLabels
  /** The run whose posteriors the labels bring: its poses and junk are taken, too. */
  readonly run: FinishedRun | null
  readonly parameters: TrainParameters
}
export type ClassifyRequest = Source & { readonly model: string; readonly parameters: Pick<RunParameters, 'backend' | 'threads'> }

type Provenance = 'schema' | 'kind' | 'program' | 'version' | 'created' | 'command' | 'versions' | 'parameters' | 'seed'

/** Assignments of every input row, in input order, as a run gives them. */
type Assigned = Assignments & { readonly count: number; /** K */ readonly classes: number }

/** What only the engine knows; core/ adds provenance and writes the files. */
export type TrainResult = Assigned & {
  readonly model: TrainedModel
  readonly report: Omit<TrainReport, Provenance | 'input' | 'labels' | 'model'> & { readonly input: Omit<TrainReport['input'], 'sha256'>; readonly labels: Pick<TrainReport['labels'], 'particles' | 'micrographs' | 'taken'> }
}

export type ClassifyResult = Assigned & {
  readonly report: Omit<ClassificationReport, Provenance | 'input'> & { readonly input: Omit<ClassificationReport['input'], 'sha256'> }
}

export type SupervisedJob = { readonly kind: 'train'; readonly request: TrainRequest } | { readonly kind: 'classify'; readonly request: ClassifyRequest }
