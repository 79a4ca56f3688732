import { existsSync, statSync } from 'node:fs'
import { MOST_COMPARED } from '../../../preload/contract/calls/exports.ts'
import { Failure, badData, missingInput } from '../../../preload/contract/failure.ts'
import { JUNK, readAssignment } from '../../core/assignments.ts'
import type { Assignment, KeyKind } from '../../core/assignments.ts'
import { finder } from '../../core/compareAssignments.ts'
import { columnOf } from '../../core/compareMany.ts'
import type { CodedLabels } from '../../numerics/assignment.ts'
import { JUNK_CLASS, classAt } from '../edits/classList.ts'
import { runDataPath } from './sortedProject.ts'
import type { SortedProject } from './sortedProject.ts'

/** Labels of another program by row of the run. */
export type Column = CodedLabels & { readonly listed: number; readonly shared: number; readonly by: KeyKind }

/** Columns of files as they were read, so that naming a truth or an edit reads no file again. Gone with the thread. */
const kept = new Map<string, Column>()
const MOST_KEPT = MOST_COMPARED

const stampOf = (path: string): string => {
  const info = statSync(path, { throwIfNoEntry: false })
  return `${path}\n${info?.size} ${info?.mtimeMs}`
}

/** Our classes as they are now, labelled by number; junk last. */
export function ourColumn({ edited: { classOf, classes } }: SortedProject): CodedLabels {
  const numbers = classes.map(({ number }) => number), codeOf = new Int32Array(Math.max(...numbers) + 1)
  for (const [code, number] of numbers.entries()) codeOf[number] = code
  return { labels: numbers.map(number => (number === JUNK_CLASS ? JUNK : String(number))), codes: classOf.map(number => codeOf[number]) }
}

/** What a class of ours is called; junk keeps its word. */
export const ourName = ({ edited: { classes } }: SortedProject, label: string): string => (label === JUNK ? JUNK : classAt(classes, Number(label)).name)

/** The rows as the run wrote them, by which those of others are found. */
function ourRows(project: SortedProject): Assignment {
  const path = runDataPath(project), rows = readAssignment(path), count = project.edited.classOf.length
  if (rows.labels.length !== count) throw badData(path, 'rows', `${rows.labels.length} particles, the run sorted ${count}`, 'put the file of the run back')
  return rows
}

/** Reads an assignment, or says why it cannot be compared. */
function readColumn(path: string, find: ReturnType<typeof finder>): Column | Failure {
  try {
    const assignment = readAssignment(path), found = find(assignment)
    return { ...columnOf(assignment, found), listed: assignment.labels.length, shared: found.shared, by: found.by }
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

/** The labels of each file, or why it has none to compare. Throws Failure where the run's own rows are gone or not as they were. */
export function comparedColumns(project: SortedProject, paths: readonly string[]): (Column | Failure)[] {
  const own = runDataPath(project)
  if (!existsSync(own)) throw missingInput(own, 'the rows of the run are gone', 'put the file back, or sort the particles again')
  let find: ReturnType<typeof finder> | null = null
  return paths.map(path => {
    const stamp = `${stampOf(own)}\n${stampOf(path)}`, known = kept.get(stamp)
    if (known) return known
    const column = readColumn(path, find ??= finder(ourRows(project)))
    if (!(column instanceof Failure)) keep(stamp, column)
    return column
  })
}

/** The one that was read longest ago makes room. */
function keep(stamp: string, column: Column): void {
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(stamp, column)
}
