import type { MethodsOf } from '../methods.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { sortedProject } from './sortedProject.ts'

/** Rows and maps are read and written in a thread of their own: a million rows and large maps take seconds. */
export function exportMethods(workstation: Workstation): MethodsOf<'exports'> {
  const helper = new Helper()
  return {
    'exports.write': async ({ project, folder, kinds, replace }) =>
      ({ files: await helper.run('writeExports', { project: sortedProject(workstation.project(project)), folder, kinds, replace }) }),
    'exports.compare': ({ project, paths, truth }) => helper.run('compareClasses', { project: sortedProject(workstation.project(project)), paths, truth }),
    'exports.compareMaps': ({ project, path }) => helper.run('compareMaps', { project: sortedProject(workstation.project(project)), path }),
  }
}
