import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OpenProject } from '../openProject.ts'
import { changingColumns, isSame, type ChangingColumns } from './changingColumns.ts'
import type { ParticleTable } from './particleTable.ts'
import { ParticleView } from './particleView.ts'
import { assignmentTable, isTableKept, particleTable } from './projectParticles.ts'
import type { AssignmentTable } from './readAssignments.ts'
import { shownColumns, type ShownColumn } from './shownColumns.ts'

/** What a view was made of, and it. */
type Made = {
  readonly table: ParticleTable
  readonly assignments: AssignmentTable | null
  readonly columns: Promise<readonly ShownColumn[]>
  readonly changing: ChangingColumns
  readonly view: Promise<ParticleView>
}

const made = new WeakMap<OpenProject, Made>()

/** Answers others between two columns. */
async function columnsOf(table: ParticleTable, assignments: AssignmentTable | null): Promise<readonly ShownColumn[]> {
  const columns: ShownColumn[] = []
  for (const column of shownColumns(table, assignments)) {
    columns.push(column)
    await nextTurn()
  }
  return columns
}

/** A project's view is made anew when its input, its run, or the user's edits and labels are others. */
export async function projectView(project: OpenProject): Promise<ParticleView> {
  // The smaller table first: the classes wait for it as well, and one thread reads both.
  const deciding = assignmentTable(project), [table, decided] = await Promise.all([particleTable(project), deciding])
  const { count } = table.about, last = made.get(project)
  // A run of other particles than are imported now says nothing about these.
  const assignments = decided?.columns.class.length === count ? decided : null
  const changing = changingColumns(project, assignments, count), sameRows = last?.table === table && last.assignments === assignments
  if (sameRows && isSame(last.changing, changing)) return last.view
  const columns = sameRows ? last.columns : columnsOf(table, assignments), before = sameRows ? last.view : null
  const view = columns.then(async known => new ParticleView([...known, ...changing.make()], count, await before))
  made.set(project, { table, assignments, columns, changing, view })
  return view
}

/** Makes the view of many particles before anybody asks for it: it takes a second. Who asks hears what went wrong. */
export function prepareView(project: OpenProject): void {
  if (isTableKept(project)) void projectView(project).catch(() => undefined)
}

/** A column for `columnAddress`: query `key`. */
export async function columnValues(project: OpenProject, query: URLSearchParams): Promise<Response> {
  const { values } = (await projectView(project)).column(query.get('key') ?? '')
  return new Response(Float32Array.from(values), { headers: { 'content-type': 'application/octet-stream', 'content-length': String(4 * values.length), 'cache-control': 'no-store' } })
}
