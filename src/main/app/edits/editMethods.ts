import { Failure } from '../../../preload/contract/failure.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { awaitAssignments } from '../particles/projectParticles.ts'
import type { Workstation } from '../workstation.ts'
import { classAt } from './classList.ts'
import type { ClassEdit } from './classList.ts'
import { append, redo, undo } from './editLog.ts'
import type { EditLog } from './editLog.ts'
import { editState, finishedLog } from './editedClasses.ts'
import { refuseImpossible } from './refuseImpossible.ts'
import type { EditedClasses } from './replay.ts'
import { classEditOf } from './storedEdit.ts'

/** What of an edit changes anything: of a move, the rows that are elsewhere. Null where nothing does, so that no undo undoes nothing. */
function effective({ classOf, classes }: EditedClasses, edit: ClassEdit): ClassEdit | null {
  switch (edit.kind) {
    case 'rename': return classAt(classes, edit.class).name === edit.name ? null : edit
    case 'recolour': return classAt(classes, edit.class).colour === edit.colour ? null : edit
    case 'exclude': return classAt(classes, edit.class).excluded === edit.excluded ? null : edit
    case 'merge': return edit
    case 'move': {
      const rows = edit.rows.filter(row => classOf[row] !== edit.into)
      return rows.length > 0 ? { ...edit, rows } : null
    }
  }
}

function apply(project: OpenProject, log: EditLog, edit: ClassEdit): boolean {
  refuseImpossible(log.now.classes, log.now.classOf.length, edit)
  const wanted = effective(log.now, edit)
  if (wanted) append(project, log, wanted)
  return wanted !== null
}

export function editMethods(workstation: Workstation): MethodsOf<'edits'> {
  const change = (id: string, make: (project: OpenProject, log: EditLog) => boolean): ReturnType<typeof editState> => {
    const project = workstation.project(id)
    if (workstation.job(id)) throw new Failure('usage', 'the classes cannot be changed while the project is being worked on', 'wait for it, or stop it')
    if (make(project, finishedLog(project))) workstation.tell({ type: 'changed', project: id, what: 'edits' })
    return editState(project)
  }
  return {
    'edits.get': async ({ project: id }) => {
      const project = workstation.project(id)
      await awaitAssignments(project)
      return editState(project)
    },
    'edits.apply': ({ project, edit }) => change(project, (opened, log) => apply(opened, log, classEditOf(edit))),
    'edits.undo': ({ project }) => change(project, undo),
    'edits.redo': ({ project }) => change(project, redo),
  }
}
