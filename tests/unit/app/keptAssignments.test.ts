import { expect, test } from 'vitest'
import { editMethods } from '../../../src/main/app/edits/editMethods.ts'
import { editedClasses } from '../../../src/main/app/edits/editedClasses.ts'
import { assignmentTable, knownAssignments } from '../../../src/main/app/particles/projectParticles.ts'
import { LEAST_KEPT } from '../../../src/main/app/particles/readTable.ts'
import { Workstation } from '../../../src/main/app/workstation.ts'
import { finishedProject, scratch } from './finishedProject.ts'

const place = scratch()

test('the classes of many particles are the same from the database and from what is kept for quick reading', async () => {
  const folder = finishedProject(place('many'), 'star', LEAST_KEPT), states: unknown[] = [], classes: Int32Array[] = [], isKnown: boolean[] = []
  for (const time of ['from the database', 'kept']) {
    const workstation = new Workstation(), project = workstation.open(folder)
    states.push(await editMethods(workstation)['edits.get']({ project: project.id }))
    classes.push(editedClasses(project)!.classOf)
    isKnown.push(knownAssignments(project) !== null)
    if (time !== 'kept') await assignmentTable(project)
    await workstation.shutDown()
  }
  expect(isKnown).toEqual([false, true])
  expect(states[1]).toEqual(states[0])
  expect(classes[1]).toEqual(classes[0])
  expect(new Set(classes[0]).size).toBeGreaterThan(1)
})
