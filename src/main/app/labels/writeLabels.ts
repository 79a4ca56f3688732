import { writeRows } from '../../compute/runSource.ts'
import type { RunSource } from '../../compute/runSource.ts'
import { countText } from '../exports/assignmentFiles.ts'
import { writeTo } from '../exports/exportFolder.ts'
import type { WrittenFile } from '../exports/exportFolder.ts'
import type { PlannedFile } from '../exports/plannedFile.ts'
import type { ProjectInput } from '../projects/projectInput.ts'
import { inputRows, rowsKept } from './inputRows.ts'
import { JUNK_LABEL } from './labelSets.ts'
import { writeLabelTable } from './labelTable.ts'

export type WriteLabelsTask = {
  readonly input: ProjectInput
  /** The project's own folder. */
  readonly project: string
  /** Of the files, without their suffix. */
  readonly name: string
  /** [particles] −1 for none. */
  readonly labels: Int8Array
  readonly folder: string
  readonly replace: boolean
}

const BYTES_A_ROW = 10
/** What two more columns take, at most. */
const BYTES_ADDED = 16

/** Writes a set's labels for `cgr train` and for other programs, all files or none. Runs in a thread: a million rows take seconds. */
export function writeLabels({ input, project, name, labels, folder, replace }: WriteLabelsTask): WrittenFile[] {
  const source = inputRows(input, labels.length)
  const spared = [input.path, ...(input.passthrough === null ? [] : [input.passthrough])]
  return writeTo({ folder, replace, spared, project }, [tableFile(name, labels), rowsFile(name, source, labels)])
}

const tableFile = (name: string, labels: Int8Array): PlannedFile => ({
  name: `${name}.csv`, about: 'row of the particle file, from 1, and label; junk is -1', bytes: labels.length * BYTES_A_ROW,
  write: path => writeLabelTable(path, labels, String),
})

function bytesOf(source: RunSource): number {
  if (source.format === 'cs') return source.cs.records.length
  return source.star?.bytes.length ?? (source.format === 'maps' ? source.names.join('').length : 0)
}

/** The labelled rows of the input with their labels as classes; whoever labelled them was certain. */
function rowsFile(name: string, source: RunSource, labels: Int8Array): PlannedFile {
  const given = labels.filter(label => label >= 0), isCs = source.format === 'cs'
  return {
    name: `${name}.${isCs ? 'cs' : 'star'}`, about: `the ${countText(given.length)} that have a label, as ${isCs ? 'alignments3D/class, from 0' : 'rlnClassNumber'}; junk is ${isCs ? 'behind the last class, with posterior 0' : '0'}`,
    bytes: bytesOf(source) + given.length * BYTES_ADDED,
    write: path => writeRows(rowsKept(source, row => labels[row] >= 0), { classNumber: Int32Array.from(given), maxPosterior: Float64Array.from(given, label => (label === JUNK_LABEL ? 0 : 1)) }, path),
  }
}
