import { type OpticsGroup, type ParticleSet } from '../../../../preload/contract/records.ts'

/** An optics group whose pixel size or box may have to come from the stacks. */
export type OpticsDraft = Omit<OpticsGroup, 'pixelSize' | 'box'> & { readonly pixelSize: number | null; readonly box: number | null }

/** Particles whose stacks are still names. `micrographs` is null where the file names none. */
export type ParticleDraft = Omit<ParticleSet, 'files' | 'optics' | 'micrographs' | 'micrograph' | 'shift'> & {
  readonly stackNames: readonly string[]
  readonly optics: readonly OpticsDraft[]
  readonly micrographs: { readonly values: readonly string[]; readonly index: Uint32Array } | null
  /** [count × 2], in `shiftUnit`; pixels become Å once the pixel size is known. */
  readonly shift: Float64Array
  readonly shiftUnit: 'Å' | 'px'
  readonly doubts: readonly string[]
  /** "line 12" or "row 12": where a particle stands in its file. */
  readonly place: (row: number) => string
}
