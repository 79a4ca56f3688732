import { readCsDataset } from '../../../formats/cs.ts'
import { isCsFile } from '../../../formats/fileKind.ts'
import { particleTable } from '../../../formats/relionOptics.ts'
import { readStar } from '../../../formats/star.ts'
import { csPoses, hasCsPoses, rotationsAndShifts } from './csPoses.ts'
import { hasStarPoses, starPoses } from './starPoses.ts'

/** Poses by row of a file, in the conventions of ParticleSet: rotation [9n], shift [2n] Å. */
export type FilePoses = { readonly rotation: Float64Array; readonly shift: Float64Array }

/**
 * The poses that another program's file of particles gives, whatever else it holds; null where it gives none. Shifts whose pixels the file
 * does not tell are in pixels of `pixelSize` Å.
 */
export function readPoses(path: string, pixelSize: number): FilePoses | null {
  if (/\.csv$/i.test(path)) return null
  if (isCsFile(path)) {
    const dataset = readCsDataset(path)
    return hasCsPoses(dataset) ? rotationsAndShifts(path, csPoses(dataset), () => pixelSize) : null
  }
  const star = readStar(path), table = particleTable(star)
  if (!table || !hasStarPoses(table)) return null
  const { rotation, shift, shiftUnit } = starPoses(star, table)
  return { rotation, shift: shiftUnit === 'px' ? shift.map(value => value * pixelSize) : shift }
}
