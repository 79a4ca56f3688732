import type { EmbeddingReport, WalkAlong } from '../../preload/contract/calls/landscape.ts'
import type { Report } from '../../preload/contract/report.ts'
import type { RunParameters } from '../../preload/contract/parameters.ts'

/** What the engine is asked to do. The truth is no part of it: scoring happens in core/, after the engine has returned. */
export type RunRequest = {
  /** Absolute path of the particle .star or .cs file. */
  readonly input: string
  /** Folder under which stacks are looked for when they are not beside the input. */
  readonly root: string | null
  /** A .cs file to be joined by uid; one that is found beside the input is joined anyway. */
  readonly passthrough: string | null
  /** Absolute path; exists and is writable. Maps go here, checkpoints into its `.work`. */
  readonly outputDir: string
  readonly parameters: RunParameters
  /** Take up the checkpoints in `.work`; they are known to belong to the same input and parameters. */
  readonly resume: boolean
}

/** The check of an input: what is found out before anything is sorted. */
export type CheckRequest = Pick<RunRequest, 'input' | 'root' | 'passthrough' | 'outputDir'> & { readonly threads: number; readonly seed: number }

/** What a finished run says about its particles, row by row. */
export type FinishedRun = {
  /** When it began: its name. */
  readonly created: string
  /** Whether it polished the poses. */
  readonly polish: boolean
  /** [count] 1…K, and 0 for junk. */
  readonly classNumber: Int32Array
  /** [count × K] */
  readonly posteriors: Float32Array
}

/** A project's particles as its finished run has left them; limits, mask and seed are those of the run, where there is one. */
export type ProjectParticles = Pick<RunRequest, 'input' | 'root' | 'passthrough' | 'outputDir'> & Pick<RunParameters, 'box' | 'maxResolution' | 'mask' | 'seed' | 'threads'> & {
  readonly run: FinishedRun | null
}

/** `program`: name and version, for the report. */
export type EmbedRequest = ProjectParticles & { readonly components: number; readonly program: string }

/** Maps at points of a way through an embedding. */
export type WalkRequest = ProjectParticles & { readonly embedding: EmbeddingReport; readonly along: WalkAlong }

/** The classes of another program's file, for particles that a run has sorted. */
export type VarianceRequest = ProjectParticles & {
  readonly run: FinishedRun
  /** Of its folder in `variance`, and the file's own path. */
  readonly name: string
  readonly path: string
  readonly labels: readonly string[]
  /** [count] 1… in the order of the labels; 0 for particles that are in none of them. */
  readonly classNumber: Int32Array
  /** [count] row of the file at each row of the input; −1 where it has none. */
  readonly rowIn: Int32Array
  readonly matchedBy: string
  readonly listed: number
  readonly shared: number
  /** Classes that are left out, for want of particles. */
  readonly tooSmall: readonly { readonly label: string; readonly particles: number }[]
  readonly program: string
}

/** The part of report.json that only the engine knows; core/ adds provenance and the score against a truth. */
export type EngineReport = Omit<Report, 'schema' | 'program' | 'version' | 'created' | 'command' | 'versions' | 'parameters' | 'seed' | 'truth'>

/** Assignments of every input row, in input order. `Source` is what `writeRunData` of stages/importParticles.ts needs to write the rows back. */
export type PipelineResult<Source> = {
  /** Rows of the input. */
  readonly count: number
  /** K. */
  readonly classes: number
  /** [count], 1…K, and 0 for junk. */
  readonly classNumber: Int32Array
  /** [count], 0…1. */
  readonly maxPosterior: Float64Array
  /** [count × K] */
  readonly posteriors: Float32Array
  /** Classes by rules that did not decide, for those who know the truth: [count] 1…K, 0 for junk; posteriors [count × K]. */
  readonly rules: readonly { readonly rule: string; readonly classNumber: Int32Array; readonly posteriors: Float32Array }[]
  readonly report: EngineReport
  readonly source: Source
}
