import type { MethodsOf } from '../methods.ts'
import { awaitAssignments } from '../particles/projectParticles.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { sortedProject } from './sortedProject.ts'
import type { SortedProject } from './sortedProject.ts'

/** Rows and maps are read and written in a thread of their own: a million rows and large maps take seconds. */
export function exportMethods(workstation: Workstation): MethodsOf<'exports'> {
  const helper = new Helper()
  const sorted = async (id: string): Promise<SortedProject> => {
    const project = workstation.project(id)
    await awaitAssignments(project)
    return sortedProject(project)
  }
  return {
    'exports.write': async ({ project, folder, kinds, replace }) =>
      ({ files: await helper.run('writeExports', { project: await sorted(project), folder, kinds, replace }) }),
    'exports.compare': async ({ project, paths, truth }) => helper.run('compareClasses', { project: await sorted(project), paths, truth }),
    'exports.compareMaps': async ({ project, path }) => helper.run('compareMaps', { project: await sorted(project), path }),
  }
}
