import type { ClassificationReport } from '../../../preload/contract/supervised.ts'
import type { Evidence } from '../graph/evidence.ts'

/** What the particles of a block say on the model's graph and maps. */
export type ScoredBlock = {
  readonly evidence: Evidence
  /** Row of the input of each of its particles. */
  readonly rows: readonly number[]
  readonly junk: number
  /** Mean, over that of the model's particles. */
  readonly contrast: number
}

/** New particles that are to be labelled: images (classifiableImages.ts) or one map each (../volumes/classifiableVolumes.ts). */
export type Classifiable = {
  readonly input: Omit<ClassificationReport['input'], 'sha256'>
  /** Rows that are read and scored at a time, at most `most`. */
  blocks(most: number): readonly Uint32Array[]
  /** Of their consensus with the model's; null where that cannot be told. */
  specimenCorrelation(): Promise<number | null>
  score(block: Uint32Array): Promise<ScoredBlock>
}
