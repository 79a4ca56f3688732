import type { EditState } from '../../../preload/contract/calls/edits.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { readClasses } from '../../db/classes.ts'
import type { OpenProject } from '../openProject.ts'
import { JUNK_CLASS } from './classList.ts'
import { describeEdit, describeEdits } from './describeEdit.ts'
import { editLog } from './editLog.ts'
import type { EditLog } from './editLog.ts'
import type { EditedClasses } from './replay.ts'

/** The classes of the project's finished run as the user's edits have left them; null where no run has finished. */
export const editedClasses = (project: OpenProject): EditedClasses | null => editLog(project)?.now ?? null

/** The log of a project that has one. Throws Failure 'usage' where no run has finished. */
export function finishedLog(project: OpenProject): EditLog {
  const log = editLog(project)
  if (!log) throw new Failure('usage', `${project.folder}: there are no classes yet`, 'sort the particles first')
  return log
}

/** What was changed by hand since the run ended, in order and in words. */
export const editHistory = (project: OpenProject): string[] => {
  const { decided, done } = finishedLog(project)
  return describeEdits(decided.classes, done.map(({ edit }) => edit))
}

/** The classes and what can be undone, as the window shows them. */
export function editState(project: OpenProject): EditState {
  const { now, done, undone } = finishedLog(project)
  const ofRun = new Map(project.read(readClasses).map(one => [one.number, one]))
  const isCounted = ({ number, excluded }: { number: number; excluded: boolean }): boolean => number !== JUNK_CLASS && !excluded
  const counted = now.classes.filter(isCounted).reduce((sum, { number }) => sum + now.members[number], 0)
  return {
    classes: now.classes.map(one => ({
      ...one, merged: [...one.merged], particles: now.members[one.number], occupancy: isCounted(one) && counted > 0 ? now.members[one.number] / counted : 0,
      resolutionA: ofRun.get(one.number)?.resolutionA ?? null, meanPosterior: ofRun.get(one.number)?.meanPosterior ?? null,
    })),
    moved: now.moved, edits: done.length,
    undo: done.length > 0 ? `Undo: ${editHistory(project).at(-1)}` : null,
    redo: undone.length > 0 ? `Redo: ${describeEdit(now.classes, undone[0].edit)}` : null,
  }
}
