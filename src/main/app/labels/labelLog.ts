import { Failure } from '../../../preload/contract/failure.ts'
import { appendLabelChange, labelVersion, readLabelChanges, readLabelSets, setLabelChangeUndone } from '../../db/labels.ts'
import type { LabelSetRow } from '../../db/labels.ts'
import type { OpenProject } from '../openProject.ts'
import { changeFromText, changed, replay, storedText } from './labelChange.ts'
import type { LabelChange } from './labelChange.ts'

type Logged = { readonly position: number; readonly change: LabelChange }

/** A set of labels, what was done to it and what came of that. */
export type LabelLog = {
  readonly set: LabelSetRow
  /** [particles] −1 for none; the same array as long as no label changes, so not to be written to. */
  readonly labels: Int8Array
  readonly done: readonly Logged[]
  /** The next to be redone first. */
  readonly undone: readonly Logged[]
}

type Steps = Omit<LabelLog, 'set'>

/** The steps of each set that was asked for: a long log is not read again for every question. */
const kept = new WeakMap<OpenProject, Map<number, { readonly version: string; readonly steps: Steps }>>()

/** All sets of a project with their labels. Throws Failure 'data' for a damaged log. */
export const labelLogs = (project: OpenProject): LabelLog[] => project.read(readLabelSets).map(set => withSteps(project, set))

/** Throws Failure 'missing' where there is no such set. */
export function labelLog(project: OpenProject, id: number): LabelLog {
  const set = project.read(readLabelSets).find(one => one.id === id)
  if (!set) throw new Failure('missing', 'these labels are not there any more', 'choose other ones')
  return withSteps(project, set)
}

function withSteps(project: OpenProject, set: LabelSetRow): LabelLog {
  const version = project.read(db => labelVersion(db, set.id)), before = kept.get(project)?.get(set.id)
  if (before?.version === version) return { set, ...before.steps }
  return { set, ...keep(project, set.id, readSteps(project, set)) }
}

function readSteps(project: OpenProject, set: LabelSetRow): Steps {
  const changes = project.read(db => readLabelChanges(db, set.id)).map(({ position, json, undone }) => ({ position, undone, change: guarded(project, set, position, () => changeFromText(json)) }))
  const done = changes.filter(({ undone }) => !undone), undone = changes.filter(one => one.undone)
  return { done, undone, labels: guarded(project, set, done.at(-1)?.position ?? 0, () => replay(set.particles, done.map(({ change }) => change))) }
}

function guarded<T>(project: OpenProject, { name }: LabelSetRow, position: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Failure('data', `${project.databasePath}, labels "${name}", change ${position}: the log of labels is damaged`, 'take project.sqlite from a backup', { cause: error })
  }
}

function keep(project: OpenProject, id: number, steps: Steps): Steps {
  const ofProject = kept.get(project) ?? new Map()
  kept.set(project, ofProject.set(id, { version: project.read(db => labelVersion(db, id)), steps }))
  return steps
}

/** Enters a change of rows that are there; what was undone before can no longer be redone. */
export function append(project: OpenProject, { set, labels, done }: LabelLog, change: LabelChange): void {
  const position = project.write(db => appendLabelChange(db, set.id, storedText(change)))
  keep(project, set.id, { labels: changed(labels, change), done: [...done, { position, change }], undone: [] })
}

/** False where there is nothing to undo. */
export function undo(project: OpenProject, { set, done, undone }: LabelLog): boolean {
  const last = done.at(-1)
  if (!last) return false
  project.write(db => setLabelChangeUndone(db, set.id, last.position, true))
  const left = done.slice(0, -1)
  keep(project, set.id, { labels: replay(set.particles, left.map(({ change }) => change)), done: left, undone: [last, ...undone] })
  return true
}

/** False where there is nothing to redo. */
export function redo(project: OpenProject, { set, labels, done, undone: [next, ...rest] }: LabelLog): boolean {
  if (!next) return false
  project.write(db => setLabelChangeUndone(db, set.id, next.position, false))
  keep(project, set.id, { labels: changed(labels, next.change), done: [...done, next], undone: rest })
  return true
}
