import { basename, join } from 'node:path'
import type { MapComparison } from '../../../preload/contract/calls/exports.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { JUNK } from '../../core/assignments.ts'
import { agreementIn } from '../../core/compareAssignments.ts'
import { readVolume } from '../../formats/mrc.ts'
import { codedContingency } from '../../numerics/assignment.ts'
import { comparedColumns, ourColumn, ourName } from './comparedColumns.ts'
import { mapsBeside } from './mapsBeside.ts'
import { matchedFsc } from './matchedFsc.ts'
import type { SortedProject } from './sortedProject.ts'

const AS_THEY_LIE = 'Maps are compared as they lie, without aligning them, in a soft mask; they are no half-maps, so the resolution is where the FSC falls to 0.5.'

/**
 * FSC of the maps that lie beside another program's classes with the maps of ours that share most particles with them, one to one. Throws
 * Failure for a file that is no assignment, or of other particles. Runs in a thread: large maps take seconds each.
 */
export function compareMaps({ project, path }: { readonly project: SortedProject; readonly path: string }): MapComparison {
  const beside = mapsBesideFile(project, path)
  if (beside.files.size === 0) return { maps: [], note: `No class maps lie beside ${basename(path)} under the names that RELION or cryoSPARC give them.` }
  const left: string[] = []
  const maps = beside.matched.flatMap(([their, our]): MapComparison['maps'] => {
    const file = beside.files.get(their), ofRun = project.maps.find(({ number }) => String(number) === our)
    if (file === undefined || !ofRun) {
      left.push(`class ${their} has no map`)
      return []
    }
    const fsc = matchedFsc(readVolume(file), readVolume(join(project.folder, basename(ofRun.map))))
    if (!fsc) left.push(`${basename(file)} is on a grid that cannot be brought to ours`)
    return fsc ? [{ theirs: their, ours: ourName(project, our), ...fsc }] : []
  })
  return { maps, note: [AS_THEY_LIE, ...left.map(words => `Left out: ${words}.`)].join(' ') }
}

/** Their maps by label, and which of their classes is which of ours. */
function mapsBesideFile(project: SortedProject, path: string): { readonly files: ReturnType<typeof mapsBeside>; readonly matched: readonly (readonly [their: string, our: string])[] } {
  const [column] = comparedColumns(project, [path])
  if (column instanceof Failure) throw column
  const { matching } = agreementIn(codedContingency(column, ourColumn(project)), false)
  return { files: mapsBeside(path), matched: Object.entries(matching).filter(([their, our]) => their !== JUNK && our !== JUNK) }
}
