import { availableParallelism } from 'node:os'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { startJob } from '../jobs/startJob.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { neededInput } from '../projects/projectInput.ts'
import { projectState } from '../projects/projectState.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { checkState, noteFailure } from './checkState.ts'
import { maskRequest } from './maskRequest.ts'

function start(workstation: Workstation, project: OpenProject): void {
  workstation.refuseJob(project)
  const input = neededInput(project)
  const request = { input: input.path, root: input.root, passthrough: input.passthrough, outputDir: project.folder, threads: availableParallelism(), seed: DEFAULT_PARAMETERS.seed }
  const known = projectState(workstation, project).input
  const job = startJob({ kind: 'check', request }, project.id, known?.particles ?? 0, event => workstation.tell(event), known?.box ?? null)
  noteFailure(project, null)
  workstation.enter(project, {
    ...job,
    ended: job.ended.then(end => {
      if (end.state === 'failed' || end.state === 'interrupted') noteFailure(project, end.message)
      workstation.tell({ type: 'changed', project: project.id, what: 'check' })
      return end
    }),
  })
  workstation.tell({ type: 'changed', project: project.id, what: 'project' })
}

export function checkMethods(workstation: Workstation): MethodsOf<'check' | 'mask'> {
  const helper = new Helper()
  return {
    'check.get': ({ project: id }) => {
      const project = workstation.project(id)
      return workstation.job(id)?.kind === 'check' ? { state: 'running', message: null, result: null } : checkState(project)
    },
    'check.start': ({ project }) => {
      start(workstation, workstation.project(project))
      return null
    },
    'check.cancel': ({ project: id }) => {
      const job = workstation.job(id)
      if (job?.kind === 'check') job.cancel()
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
