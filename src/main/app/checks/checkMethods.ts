import { availableParallelism } from 'node:os'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import type { CheckRequest } from '../../compute/protocol.ts'
import { beginJob } from '../jobs/beginJob.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { neededInput } from '../projects/projectInput.ts'
import { projectState } from '../projects/projectState.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { checkState } from './checkState.ts'
import { maskRequest } from './maskRequest.ts'

function requestOf(project: OpenProject): CheckRequest {
  const { path: input, root, passthrough } = neededInput(project)
  return { input, root, passthrough, outputDir: project.folder, threads: availableParallelism(), seed: DEFAULT_PARAMETERS.seed }
}

export function checkMethods(workstation: Workstation): MethodsOf<'check' | 'mask'> {
  const helper = new Helper()
  return {
    'check.get': ({ project: id }) => {
      const project = workstation.project(id)
      return workstation.job(id)?.kind === 'check' ? { state: 'running', message: null, result: null } : checkState(workstation, project)
    },
    'check.start': ({ project: id }) => {
      const project = workstation.project(id)
      beginJob(workstation, project, 'check', () => ({ kind: 'check', request: requestOf(project) }))
      return null
    },
    'check.cancel': ({ project }) => {
      workstation.cancel(project, 'check')
      return null
    },
    'mask.make': async ({ project: id, ...options }) => {
      const project = workstation.project(id), { input } = projectState(workstation, project)
      if (!input) throw new Failure('usage', 'the particles of this project cannot be read, and a mask has to fit them', 'import or locate them first')
      const { name, request } = maskRequest(project, input, options)
      const made = await helper.run('makeMask', request)
      workstation.tell({ type: 'changed', project: id, what: 'maps' })
      return { name, path: request.output, ...made }
    },
  }
}
