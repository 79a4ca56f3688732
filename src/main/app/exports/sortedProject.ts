import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, badData, missingInput } from '../../../preload/contract/failure.ts'
import type { Report } from '../../../preload/contract/report.ts'
import type { ParticleSource } from '../../compute/stages/importParticles.ts'
import { PROJECT_FILE, runDataFile } from '../../core/runFiles.ts'
import { readProject } from '../../db/open.ts'
import { readParticles } from '../../db/particles.ts'
import type { Assignments } from '../../db/particles.ts'
import { readCs } from '../../formats/cs.ts'
import { particleTable } from '../../formats/relionOptics.ts'
import { readStar } from '../../formats/star.ts'
import { JUNK_CLASS } from '../edits/classList.ts'
import type { ClassNow } from '../edits/classList.ts'
import { editHistory, finishedLog } from '../edits/editedClasses.ts'
import type { EditedClasses } from '../edits/replay.ts'
import type { OpenProject } from '../openProject.ts'
import { projectInput } from '../projects/projectInput.ts'
import type { ProjectInput } from '../projects/projectInput.ts'

/** A finished run and what was made of its classes: all that an export needs to know, so that a thread can do it. */
export type SortedProject = {
  readonly folder: string
  readonly format: Report['input']['format']
  readonly input: ProjectInput | null
  readonly edited: EditedClasses
  /** The edits in words. */
  readonly history: readonly string[]
  /** The run's own maps, files of the project's folder. */
  readonly maps: readonly Pick<Report['classes'][number], 'number' | 'particles' | 'resolutionA' | 'map' | 'halfMaps'>[]
}

/** Throws Failure 'usage' or 'missing' where no run has finished. */
export function sortedProject(project: OpenProject): SortedProject {
  const { now } = finishedLog(project), report = project.report()
  if (!report) throw new Failure('missing', `${project.folder}: there is no report of the run`, 'sort the particles again')
  const maps = report.classes.map(({ number, particles, resolutionA, map, halfMaps }) => ({ number, particles, resolutionA, map, halfMaps }))
  return { folder: project.folder, format: report.input.format, input: projectInput(project), edited: now, history: editHistory(project), maps }
}

/** The rows as the run wrote them, whatever has become of the input since, and what it decided about them. */
export type SortedRows = { readonly source: ParticleSource; readonly assignments: Assignments }

export const runDataPath = ({ folder, format }: SortedProject): string => join(folder, runDataFile(format))

/** Throws Failure 'missing' or 'data' where the rows are gone or no longer those of the run. */
export function readSortedRows(project: SortedProject): SortedRows {
  const path = runDataPath(project)
  if (!existsSync(path)) throw missingInput(path, 'the rows of the run are gone', 'put the file back, or sort the particles again')
  const source: ParticleSource = project.format === 'cs' ? { format: 'cs', cs: readCs(path) } : { format: 'star', star: readStar(path) }
  const count = source.format === 'cs' ? source.cs.count : particleTable(source.star)?.count ?? 0
  const db = readProject(join(project.folder, PROJECT_FILE))
  try {
    const assignments = readParticles(db)
    if (count !== assignments.classNumber.length) throw badData(path, 'rows', `${count} particles, the run sorted ${assignments.classNumber.length}`, 'put the file of the run back')
    return { source, assignments }
  } finally {
    db.close()
  }
}

/** Classes with the particles that a user goes on with: neither junk nor excluded. */
export const keptClasses = ({ classes }: EditedClasses): ClassNow[] => classes.filter(({ number, excluded }) => number !== JUNK_CLASS && !excluded)
