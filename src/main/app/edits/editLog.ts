import { Failure } from '../../../preload/contract/failure.ts'
import { readClasses } from '../../db/classes.ts'
import { appendEdit, editVersion, readClassNumbers, readEdits, setUndone } from '../../db/edits.ts'
import { selectRun } from '../../db/run.ts'
import type { OpenProject } from '../openProject.ts'
import { knownAssignments } from '../particles/projectParticles.ts'
import type { ClassEdit } from './classList.ts'
import { classesAfter, replay } from './replay.ts'
import type { EditedClasses, RunClasses } from './replay.ts'
import { editFromText, storedText } from './storedEdit.ts'

type LoggedEdit = { readonly position: number; readonly edit: ClassEdit }

/** The edits of a project's finished run and what they make of it. */
export type EditLog = {
  readonly decided: RunClasses
  readonly done: readonly LoggedEdit[]
  /** The next to be redone first. */
  readonly undone: readonly LoggedEdit[]
  readonly now: EditedClasses
}

type Kept = { readonly runKey: string; readonly version: string; readonly log: EditLog }

/** A million rows are not read again for every question; a log that another process has changed is. */
const kept = new WeakMap<OpenProject, Kept>()

/** Null where no run has finished. Throws Failure 'data' for a damaged log. */
export function editLog(project: OpenProject): EditLog | null {
  const run = project.read(selectRun)
  if (run?.state !== 'finished') return null
  const runKey = `${run.created} ${run.ended}`, version = project.read(editVersion)
  const before = kept.get(project)
  if (before?.runKey === runKey && before.version === version) return before.log
  const decided = before?.runKey === runKey ? before.log.decided : { classNumber: classNumbers(project), classes: project.read(readClasses).length }
  const log = readLog(project, decided)
  kept.set(project, { runKey, version, log })
  return log
}

/** From the table that a thread has read, where it has. */
function classNumbers(project: OpenProject): Int32Array {
  const known = knownAssignments(project)
  return known ? new Int32Array(known.columns.class) : project.read(readClassNumbers)
}

function readLog(project: OpenProject, decided: RunClasses): EditLog {
  const edits = project.read(readEdits).map(({ position, json, undone }) => ({ position, undone, edit: guarded(project, position, () => editFromText(json)) }))
  const done = edits.filter(({ undone }) => !undone), undone = edits.filter(one => one.undone)
  return { decided, done, undone, now: guarded(project, done.at(-1)?.position ?? 0, () => replay(decided, done.map(({ edit }) => edit))) }
}

function guarded<T>(project: OpenProject, position: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Failure('data', `${project.databasePath}, edit ${position}: the log of edits is damaged`, 'take project.sqlite from a backup', { cause: error })
  }
}

/** Enters an edit that `refuseImpossible` has let pass; what was undone before can no longer be redone. */
export function append(project: OpenProject, log: EditLog, edit: ClassEdit): void {
  const position = project.write(db => appendEdit(db, storedText(edit)))
  keep(project, { ...log, done: [...log.done, { position, edit }], undone: [] }, edit)
}

/** False where there is nothing to undo. */
export function undo(project: OpenProject, log: EditLog): boolean {
  const last = log.done.at(-1)
  if (!last) return false
  project.write(db => setUndone(db, last.position, true))
  keep(project, { ...log, done: log.done.slice(0, -1), undone: [last, ...log.undone] }, last.edit)
  return true
}

/** False where there is nothing to redo. */
export function redo(project: OpenProject, log: EditLog): boolean {
  const [next, ...rest] = log.undone
  if (!next) return false
  project.write(db => setUndone(db, next.position, false))
  keep(project, { ...log, done: [...log.done, next], undone: rest }, next.edit)
  return true
}

/** The log after `change` was made or taken back, without reading it again. A name or a colour leaves the rows the very same array. */
function keep(project: OpenProject, log: EditLog, change: ClassEdit): void {
  const { runKey } = kept.get(project)!, edits = log.done.map(({ edit }) => edit)
  const isOfRows = change.kind === 'move' || change.kind === 'merge'
  const now = isOfRows ? replay(log.decided, edits) : { ...log.now, classes: classesAfter(log.decided, edits) }
  kept.set(project, { runKey, version: project.read(editVersion), log: { ...log, now } })
}
