import { statSync } from 'node:fs'
import { Failure, missingInput } from '../../../preload/contract/failure.ts'
import { readFileRow, writeFileRow } from '../../db/files.ts'
import { selectRun } from '../../db/run.ts'
import type { OpenProject } from '../openProject.ts'
import { projectInput } from '../projects/projectInput.ts'
import { Helper } from '../threads/helper.ts'
import type { ParticleTable } from './particleTable.ts'
import type { AssignmentTable, RunStamp } from './readAssignments.ts'
import type { Cache, Cached, InputStamp } from './readTable.ts'

const TABLE = { name: 'cache/particles.columns', about: 'rows of the input, to be opened quickly' }
const ASSIGNMENTS = { name: 'cache/assignments.columns', about: 'what the run decided, to be opened quickly' }

const helper = new Helper()

/** What was read last, and what it was read from. */
type Read<Table> = { readonly of: string; readonly table: Promise<Table>; done: Table | null }
type Known = { table?: Read<ParticleTable>; assignments?: Read<AssignmentTable> }
const known = new WeakMap<OpenProject, Known>()

function knownOf(project: OpenProject): Known {
  const found = known.get(project) ?? {}
  known.set(project, found)
  return found
}

function inputStamp(project: OpenProject): InputStamp {
  const input = projectInput(project)
  if (!input) throw new Failure('missing', 'this project has no particles yet', 'import a particle file first')
  const { path, root, passthrough } = input, info = statSync(path, { throwIfNoEntry: false })
  if (!info) throw missingInput(path, 'no such file', 'it may have been moved: name its place on the Import page')
  return { path, root, passthrough, bytes: info.size, modified: info.mtimeMs }
}

/** A run that goes on in another process has the database for itself. */
const isWritable = (project: OpenProject): boolean => project.readOnlyReason === null && project.read(selectRun)?.state !== 'running'

const cacheOf = (project: OpenProject, name: string): Cache => ({ path: project.path(name), stamp: project.read(db => readFileRow(db, name)), writable: isWritable(project) })

/** What the thread read; a cache that it wrote is entered in the project. */
async function entered<Table>(project: OpenProject, file: typeof TABLE, reading: Promise<Cached<Table>>): Promise<Table> {
  const { table, written } = await reading
  try {
    if (written && isWritable(project)) project.write(db => writeFileRow(db, { ...file, ...written }))
  } catch {
    return table // a file that nobody knows is of no use, and is made again next time
  }
  return table
}

/** Asked again only if it failed, or if what it is read from is another. */
function once<Name extends keyof Known>(project: OpenProject, name: Name, of: unknown, read: () => NonNullable<Known[Name]>['table']): NonNullable<Known[Name]>['table'] {
  const all = knownOf(project), key = JSON.stringify(of), last = all[name]
  if (last?.of === key) return last.table
  const made = { of: key, table: read(), done: null } as NonNullable<Known[Name]>
  all[name] = made
  void made.table.then(table => { made.done = table }, () => {
    if (all[name] === made) delete all[name]
  })
  return made.table
}

/** The rows of a project's input; the same object as long as the input is the same. Throws the reader's Failure. */
export async function particleTable(project: OpenProject): Promise<ParticleTable> {
  const input = inputStamp(project)
  return once(project, 'table', input, () => entered(project, TABLE, helper.run('readTable', { input, cache: cacheOf(project, TABLE.name) })))
}

function finishedStamp(project: OpenProject): RunStamp | null {
  const run = project.read(selectRun)
  return run?.state === 'finished' ? { created: run.created, ended: run.ended } : null
}

/** What the project's finished run decided; null where there is none. */
export async function assignmentTable(project: OpenProject): Promise<AssignmentTable | null> {
  const stamp = finishedStamp(project)
  if (!stamp) return null
  return once(project, 'assignments', stamp, () => entered(project, ASSIGNMENTS, helper.run('readAssignments', { database: project.databasePath, run: stamp, cache: cacheOf(project, ASSIGNMENTS.name) })))
}

/** The same where it has been read already, else null. */
export function knownAssignments(project: OpenProject): AssignmentTable | null {
  const { assignments } = knownOf(project)
  return assignments?.of === JSON.stringify(finishedStamp(project)) ? assignments.done : null
}

const isKept = (project: OpenProject, { name }: typeof TABLE): boolean => cacheOf(project, name).stamp !== null

/** Whether there are many rows, kept to be opened quickly. */
export const isTableKept = (project: OpenProject): boolean => isKept(project, TABLE)

/** Has a thread read what the run decided, where that is much: a million rows of the database keep the host from answering for tenths of a second. */
export async function awaitAssignments(project: OpenProject): Promise<void> {
  if (isKept(project, ASSIGNMENTS)) await assignmentTable(project)
}
