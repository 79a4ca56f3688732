import { setImmediate as nextTurn } from 'node:timers/promises'
import { editedClasses } from '../edits/editedClasses.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import type { Workstation } from '../workstation.ts'
import { heat, histogram } from './histograms.ts'
import type { ParticleTable } from './particleTable.ts'
import { ParticleView } from './particleView.ts'
import { assignmentTable, particleTable } from './projectParticles.ts'
import type { AssignmentTable } from './readAssignments.ts'
import { editedColumn, shownColumns, type ShownColumn } from './shownColumns.ts'

/** What a view was made of, and it. */
type Made = {
  readonly table: ParticleTable
  readonly assignments: AssignmentTable | null
  readonly columns: Promise<readonly ShownColumn[]>
  readonly edited: Int32Array | null
  readonly view: Promise<ParticleView>
}

/** Answers others between two columns. */
async function columnsOf(table: ParticleTable, assignments: AssignmentTable | null): Promise<readonly ShownColumn[]> {
  const columns: ShownColumn[] = []
  for (const column of shownColumns(table, assignments)) {
    columns.push(column)
    await nextTurn()
  }
  return columns
}

/** A project's view is made anew when its input, its run or the user's edits are others: the edits hand out one array as long as nothing changes. */
export function particleMethods(workstation: Workstation): MethodsOf<'particles'> {
  const made = new WeakMap<OpenProject, Made>()

  async function viewOf(id: string): Promise<ParticleView> {
    const project = workstation.project(id)
    const [table, decided] = await Promise.all([particleTable(project), assignmentTable(project)])
    const { count } = table.about, last = made.get(project)
    // A run of other particles than are imported now says nothing about these.
    const assignments = decided?.columns.class.length === count ? decided : null
    const edited = assignments && (editedClasses(project)?.classOf ?? null), sameRows = last?.table === table && last.assignments === assignments
    if (sameRows && last.edited === edited) return last.view
    const columns = sameRows ? last.columns : columnsOf(table, assignments)
    const view = columns.then(known => new ParticleView(assignments && edited ? [...known, editedColumn(edited, assignments)] : known, count))
    made.set(project, { table, assignments, columns, edited, view })
    return view
  }

  return {
    'particles.columns': async ({ project }) => (await viewOf(project)).columns.map(({ column }) => column),
    'particles.count': async ({ project, query }) => (await viewOf(project)).rows(query).length,
    'particles.rows': async ({ project, query, offset, count }) => {
      const view = await viewOf(project), rows = [...view.rows(query).subarray(offset, offset + count)]
      return { rows, values: rows.map(row => view.columns.map(({ values }) => values[row])) }
    },
    'particles.histogram': async ({ project, query, column, bins }) => {
      const view = await viewOf(project)
      return histogram(view.column(column), view.rows(query), bins)
    },
    'particles.heat': async ({ project, query, x, y, bins }) => {
      const view = await viewOf(project)
      return heat(view.column(x), view.column(y), view.rows(query), bins)
    },
  }
}
