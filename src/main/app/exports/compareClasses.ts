import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import { badData, missingInput } from '../../../preload/contract/failure.ts'
import { JUNK, readAssignment } from '../../core/assignments.ts'
import type { Assignment, KeyKind } from '../../core/assignments.ts'
import { agreementOf, joinLabels } from '../../core/compareAssignments.ts'
import { readVolume } from '../../formats/mrc.ts'
import { JUNK_CLASS, classAt } from '../edits/classList.ts'
import { mapsBeside } from './mapsBeside.ts'
import { matchedFsc } from './matchedFsc.ts'
import { runDataPath } from './sortedProject.ts'
import type { SortedProject } from './sortedProject.ts'

type Comparison = z.infer<typeof AssignmentComparison>
type MatchedMaps = Comparison['maps'][number]

export type CompareTask = { readonly project: SortedProject; readonly path: string }

const MATCHED_BY: Readonly<Record<KeyKind, string>> = { uid: 'uid', image: 'image name', index: 'row number' }

/** Our classes as they are now, by number, of the rows as the run wrote them. */
function ourAssignment(project: SortedProject): Assignment {
  const path = runDataPath(project)
  if (!existsSync(path)) throw missingInput(path, 'the rows of the run are gone', 'put the file back, or sort the particles again')
  const { classOf } = project.edited, { keys, labels } = readAssignment(path)
  if (labels.length !== classOf.length) throw badData(path, 'rows', `${labels.length} particles, the run sorted ${classOf.length}`, 'put the file of the run back')
  return { path, keys, labels: Array.from(classOf, number => (number === JUNK_CLASS ? JUNK : String(number))) }
}

/**
 * Compares another program's classes of the same particles with ours as they are now, and, where its maps lie beside the file, each matched
 * pair of maps. Throws Failure for a file that is no assignment, or of other particles. Runs in a thread: large maps take seconds each.
 */
export function compareClasses({ project, path }: CompareTask): Comparison {
  const theirs = readAssignment(path), joined = joinLabels(theirs, ourAssignment(project))
  const { table: { rows, columns, counts }, matching, agreement, ari } = agreementOf(joined.a, joined.b, false)
  const nameOf = (label: string): string => (label === JUNK ? JUNK : classAt(project.edited.classes, Number(label)).name)
  const { maps, note } = matchedMaps(project, path, Object.entries(matching).filter(([their, our]) => their !== JUNK && our !== JUNK))
  return {
    path, particles: joined.a.length, matchedBy: MATCHED_BY[joined.by], accuracy: agreement, ari,
    theirLabels: [...rows], ourLabels: columns.map(nameOf), counts: counts.map(row => [...row]),
    maps: maps.map(one => ({ ...one, ours: nameOf(one.ours) })), mapsNote: note,
  }
}

const AS_THEY_LIE = 'Maps are compared as they lie, without aligning them, in a soft mask; they are no half-maps, so the resolution is where the FSC falls to 0.5.'

function matchedMaps(project: SortedProject, path: string, matching: readonly (readonly [string, string])[]): { maps: MatchedMaps[]; note: string } {
  const beside = mapsBeside(path)
  if (beside.size === 0) return { maps: [], note: `No class maps lie beside ${basename(path)} under the names that RELION or cryoSPARC give them.` }
  const left: string[] = []
  const maps = matching.flatMap(([their, our]): MatchedMaps[] => {
    const file = beside.get(their), ofRun = project.maps.find(({ number }) => String(number) === our)
    if (file === undefined || !ofRun) {
      left.push(`class ${their} has no map`)
      return []
    }
    const fsc = matchedFsc(readVolume(file), readVolume(join(project.folder, basename(ofRun.map))))
    if (!fsc) left.push(`${basename(file)} is on a grid that cannot be brought to ours`)
    return fsc ? [{ theirs: their, ours: our, ...fsc }] : []
  })
  return { maps, note: [AS_THEY_LIE, ...left.map(words => `Left out: ${words}.`)].join(' ') }
}
