import { availableParallelism, homedir, hostname, totalmem } from 'node:os'
import { join } from 'node:path'
import { VERSION } from '../core/versions.ts'
import type { MethodsOf } from './methods.ts'
import { forgetProject, recentProjects } from './recent.ts'
import type { Workstation } from './workstation.ts'

export const appMethods = (workstation: Workstation): MethodsOf<'app' | 'recent'> => ({
  'app.info': () => ({
    version: VERSION, machine: { name: hostname(), cores: availableParallelism(), memoryBytes: totalmem() },
    home: homedir(), projectsFolder: join(homedir(), 'cgr-projects'), opens: workstation.opens,
  }),
  'recent.list': recentProjects,
  'recent.forget': ({ folder }) => {
    forgetProject(folder)
    return null
  },
})
