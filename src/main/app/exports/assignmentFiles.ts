import { Failure } from '../../../preload/contract/failure.ts'
import { writeRunData } from '../../compute/stages/importParticles.ts'
import type { ParticleSource } from '../../compute/stages/importParticles.ts'
import { runDataFile } from '../../core/runFiles.ts'
import { classHolding } from '../edits/classList.ts'
import type { ClassNow } from '../edits/classList.ts'
import { editedPosteriors } from './editedPosteriors.ts'
import { classFileName } from './fileNames.ts'
import { keepRows } from './keepRows.ts'
import type { PlannedFile } from './plannedFile.ts'
import { keptClasses } from './sortedProject.ts'
import type { SortedProject, SortedRows } from './sortedProject.ts'

/** What two more columns take, at most. */
const BYTES_ADDED = 16

export const countText = (count: number): string => `${count.toLocaleString('en')} particle${count === 1 ? '' : 's'}`

const bytesOf = (source: ParticleSource): number => (source.format === 'cs' ? source.cs.records.length : source.star.bytes.length)

/** Rows of the run with the classes as they are now; without edits, byte for byte what `cgr run` wrote. */
function writeEdited(project: SortedProject, { source, assignments }: SortedRows, number: number | null, path: string): void {
  const { edited } = project
  const maxPosterior = editedPosteriors(edited, assignments), classes = classHolding(edited.classes).length - 1
  if (number === null) return writeRunData(source, { classNumber: edited.classOf, maxPosterior, classes }, path)
  const keeps = (row: number): boolean => edited.classOf[row] === number
  const kept = { classNumber: edited.classOf.filter(one => one === number), maxPosterior: maxPosterior.filter((_, row) => keeps(row)), classes }
  writeRunData(keepRows(source, keeps), kept, path)
}

/** run_data.star or .cs: every row with its class. */
export function assignmentFile(project: SortedProject, rows: SortedRows): PlannedFile {
  const { edited: { classOf, classes, members }, format } = project
  const excluded = classes.filter(one => one.excluded)
  const left = excluded.length === 0 ? '' : `; ${countText(excluded.reduce((sum, { number }) => sum + members[number], 0))} of excluded classes keep their class numbers here, the files of each class leave them out`
  return {
    name: runDataFile(format), about: `all ${countText(classOf.length)} with their classes, junk is ${format === 'cs' ? `class ${classHolding(classes).length - 1}` : '0'}${left}`,
    bytes: bytesOf(rows.source) + classOf.length * BYTES_ADDED, write: path => writeEdited(project, rows, null, path),
  }
}

const partsText = ({ number, merged }: ClassNow): string => (merged.length === 0 ? `class ${number}` : `class ${number} with ${merged.join(', ')}`)

/** class001_NAME.star or .cs for each class that is neither excluded nor empty: the rows of that class alone. */
export function classFiles(project: SortedProject, rows: SortedRows): PlannedFile[] {
  const { edited, format } = project, { classOf, members } = edited
  const suffix = format === 'cs' ? 'cs' : 'star'
  const classes = keptClasses(edited).filter(({ number }) => members[number] > 0)
  if (classes.length === 0) throw new Failure('usage', 'no class is left to write: all are excluded or empty', 'include one')
  return classes.map(one => ({
    name: `${classFileName(one)}.${suffix}`, about: `the ${countText(members[one.number])} of ${one.name} (${partsText(one)})`,
    bytes: (bytesOf(rows.source) / classOf.length + BYTES_ADDED) * members[one.number], write: path => writeEdited(project, rows, one.number, path),
  }))
}
