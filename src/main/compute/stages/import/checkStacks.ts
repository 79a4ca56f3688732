import { badData, Failure } from '../../../../preload/contract/failure.ts'
import { type OpticsGroup } from '../../../../preload/contract/records.ts'
import { checkIsStack, readMrcHeader, type MrcInfo } from '../../../formats/mrc.ts'
import { type OpticsDraft, type ParticleDraft } from './draft.ts'

/** Above this the two sizes cannot both be right: at 200 px half a percent is a pixel at the edge. */
const PIXEL_SIZE_TOLERANCE = 0.005

/** A header's 0 or nothing is unknown, and 1 is what programs write that do not know. */
const saysPixelSize = (info: MrcInfo): boolean => info.pixelSize !== null && info.pixelSize !== 1

/**
 * Reads every stack's header and holds it against the particle rows: images that exist, one box per optics group, pixel sizes that agree.
 * Fills pixel sizes and boxes that the particle file lacks.
 */
export function checkStacks(input: string, draft: ParticleDraft, files: readonly string[]): { optics: OpticsGroup[]; doubts: string[] } {
  const infos = files.map(path => checkIsStack(readMrcHeader(path)))
  const doubts: string[] = []
  const pixelSizes = draft.optics.map(group => group.pixelSize)
  const boxes: (number | null)[] = draft.optics.map(group => group.box)
  const disagreeing = new Set<number>()
  for (let row = 0; row < draft.count; row++) {
    const info = infos[draft.file[row]]
    const group = draft.opticsGroup[row]
    if (draft.slice[row] >= info.sections) {
      const what = `image ${draft.slice[row] + 1} of ${info.path}, which has ${info.sections}`
      throw badData(input, draft.place(row), what, 'the stack is not the one this file was made with, or was cut off: export both again')
    }
    boxes[group] ??= info.columns
    if (boxes[group] !== info.columns) {
      const what = `optics group ${draft.optics[group].name} has boxes of ${boxes[group]} px, but ${info.path} has ${info.columns} px`
      throw badData(input, draft.place(row), what, 'extract all particles of a group with one box size')
    }
    if (!saysPixelSize(info)) continue
    if (pixelSizes[group] === null) {
      pixelSizes[group] = info.pixelSize
      doubts.push(`pixel size of optics group ${draft.optics[group].name} missing in the particle file: ${info.pixelSize} Å taken from ${info.path}`)
    }
    if (Math.abs((info.pixelSize ?? 0) / (pixelSizes[group] ?? 1) - 1) > PIXEL_SIZE_TOLERANCE) disagreeing.add(draft.file[row])
  }
  const optics = draft.optics.map((group, i) => completed(input, group, pixelSizes[i], boxes[i]))
  const [first] = disagreeing
  if (first !== undefined) {
    const group = optics[draft.opticsGroup[draft.file.indexOf(first)]]
    const inHeader = `${infos[first].pixelSize} Å in the header of ${infos[first].path} (${disagreeing.size} of ${files.length} stacks)`
    doubts.push(`pixel size conflict: ${group.pixelSize} Å in the particle file, ${inHeader}; the particle file's is used`)
  }
  return { optics, doubts }
}

function completed(input: string, group: OpticsDraft, pixelSize: number | null, box: number | null): OpticsGroup {
  if (pixelSize === null) {
    const what = `no pixel size for optics group ${group.name}, neither here nor in the stack headers`
    throw new Failure('data', `${input}: ${what}`, 'add rlnImagePixelSize (Å) to data_optics, or rlnDetectorPixelSize (µm) and rlnMagnification to the particles')
  }
  return { ...group, pixelSize, box: box ?? 0 }
}
