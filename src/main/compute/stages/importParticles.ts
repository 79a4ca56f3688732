import { type ParticleSet } from '../../../preload/contract/records.ts'
import { readCsDataset } from '../../formats/cs.ts'
import { isCsFile } from '../../formats/fileKind.ts'
import { readStar } from '../../formats/star.ts'
import { checkStacks } from './import/checkStacks.ts'
import { type ParticleDraft } from './import/draft.ts'
import { draftFromCs } from './import/fromCs.ts'
import { draftFromStar } from './import/fromStar.ts'
import { resolveStacks } from './import/resolveStacks.ts'
import { type ParticleSource } from './import/writeRunData.ts'

export { writeRunData, type Classification, type ParticleSource } from './import/writeRunData.ts'

export type ImportOptions = { readonly root?: string; readonly passthrough?: string }
export type ImportedParticles = { readonly particles: ParticleSet; readonly source: ParticleSource; readonly doubts: readonly string[] }

/** How many rows use an image that an earlier row uses too. */
function repeatedImages(draft: ParticleDraft): number {
  const keys = Float64Array.from(draft.file, (file, row) => file * 2 ** 32 + draft.slice[row]).toSorted()
  return keys.reduce((count, key, i) => count + (i > 0 && key === keys[i - 1] ? 1 : 0), 0)
}

function complete(input: string, draft: ParticleDraft, root: string | undefined): { particles: ParticleSet; doubts: string[] } {
  const { stackNames, shiftUnit, place: _, doubts: drafted, micrographs, ...columns } = draft
  const resolved = resolveStacks(input, stackNames, root)
  const stacks = checkStacks(input, draft, resolved.paths)
  const doubts = [...drafted, ...resolved.doubts, ...stacks.doubts]
  if (shiftUnit === 'px') {
    for (let i = 0; i < draft.shift.length; i++) draft.shift[i] *= stacks.optics[draft.opticsGroup[i >> 1]].pixelSize
  }
  if (!micrographs) doubts.push('no micrograph names: noise is measured per stack file instead')
  const repeated = repeatedImages(draft)
  if (repeated > 0) doubts.push(`${repeated} rows use an image that another row uses too (symmetry expansion?): half-maps are not independent`)
  const particles = { ...columns, files: resolved.paths, optics: stacks.optics, micrographs: micrographs?.values ?? stackNames, micrograph: micrographs?.index ?? draft.file }
  return { particles, doubts: doubts.concat(defocusDoubts(draft)) }
}

/** Å below which a defocus is more likely in µm. */
const TOO_SMALL_DEFOCUS = 50

function defocusDoubts(draft: ParticleDraft): string[] {
  const sorted = draft.defocusU.toSorted()
  const median = sorted[sorted.length >> 1]
  if (median < 0) return [`the median defocus is ${median.toFixed(0)} Å: negative means over-focus, or a wrong sign`]
  if (median > 0 && median < TOO_SMALL_DEFOCUS) return [`the median defocus is ${median.toFixed(2)} Å: too small, perhaps in µm`]
  return []
}

/**
 * Reads particles of RELION (.star) or cryoSPARC (.cs, with its passthrough files) and translates them once into our units and conventions.
 * The stacks' headers are checked against the rows; images are not read. `source` is kept for writing the file back.
 * Throws a Failure that names file, line and fix; what can be lived with is said in `doubts`.
 */
export function importParticles(input: string, options: ImportOptions = {}): ImportedParticles {
  if (isCsFile(input)) {
    const dataset = readCsDataset(input, options.passthrough)
    return { source: { format: 'cs', cs: dataset.main }, ...complete(input, draftFromCs(dataset), options.root) }
  }
  const star = readStar(input)
  return { source: { format: 'star', star }, ...complete(input, draftFromStar(star), options.root) }
}
