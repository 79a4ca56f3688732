import { availableParallelism } from 'node:os'
import { startJob } from '../jobs/startJob.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { projectState } from '../projects/projectState.ts'
import type { Workstation } from '../workstation.ts'
import { landscapeState, noteFailure } from './landscapeState.ts'
import { projectParticles } from './projectParticles.ts'

function start(workstation: Workstation, project: OpenProject, components: number): void {
  workstation.refuseJob(project)
  const request = { ...projectParticles(project, availableParallelism()), components }, known = projectState(workstation, project).input
  const job = startJob({ kind: 'embedding', request }, project.id, known?.particles ?? 0, event => workstation.tell(event), known?.box ?? null)
  noteFailure(project, null)
  void workstation.enter(project, {
    ...job,
    ended: job.ended.then(end => {
      if (end.state === 'failed' || end.state === 'interrupted') noteFailure(project, end.message)
      return end
    }),
  }).then(() => workstation.tell({ type: 'changed', project: project.id, what: 'landscape' }))
  workstation.tell({ type: 'changed', project: project.id, what: 'landscape' })
}

export const landscapeMethods = (workstation: Workstation): MethodsOf<'landscape'> => ({
  'landscape.get': ({ project: id }) => {
    const project = workstation.project(id)
    return workstation.job(id)?.kind === 'embedding' ? { state: 'running', message: null, embedding: null } : landscapeState(project)
  },
  'landscape.start': ({ project, components }) => {
    start(workstation, workstation.project(project), components)
    return null
  },
  'landscape.cancel': ({ project: id }) => {
    const job = workstation.job(id)
    if (job?.kind === 'embedding') job.cancel()
    return null
  },
})
