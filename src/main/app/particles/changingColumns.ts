import { editedClasses } from '../edits/editedClasses.ts'
import { labelLogs } from '../labels/labelLog.ts'
import { labelSetState } from '../labels/labelSets.ts'
import type { OpenProject } from '../openProject.ts'
import type { AssignmentTable } from './readAssignments.ts'
import { editedColumn, labelColumn, type ShownColumn } from './shownColumns.ts'

/** Columns that the user changes, and all that they were made of: they are others when one of these is. */
export type ChangingColumns = { readonly of: readonly unknown[]; make(): ShownColumn[] }

/** The class with the user's edits, where there are any, and a column for each set of labels of so many rows. */
export function changingColumns(project: OpenProject, assignments: AssignmentTable | null, count: number): ChangingColumns {
  const edited = assignments && (editedClasses(project)?.classOf ?? null)
  const logs = labelLogs(project).filter(({ labels }) => labels.length === count)
  return {
    of: [edited, ...logs.flatMap(({ set, labels }) => [labels, JSON.stringify(set)])],
    make: () => [...(assignments && edited ? [editedColumn(edited, assignments)] : []), ...logs.map(log => labelColumn(labelSetState(log), log.labels))],
  }
}

export const isSame = (a: ChangingColumns, b: ChangingColumns): boolean => a.of.length === b.of.length && a.of.every((one, i) => one === b.of[i])
