import { availableParallelism } from 'node:os'
import { beginJob } from '../jobs/beginJob.ts'
import type { MethodsOf } from '../methods.ts'
import type { Workstation } from '../workstation.ts'
import { landscapeState } from './landscapeState.ts'
import { networkFeatures } from './networkFeatures.ts'
import { projectParticles } from './projectParticles.ts'
import type { WalkMethods } from './walkMethods.ts'

export const landscapeMethods = (workstation: Workstation): Omit<MethodsOf<'landscape'>, keyof WalkMethods> => ({
  'landscape.get': ({ project: id }) => {
    const project = workstation.project(id)
    return workstation.job(id)?.kind === 'embedding' ? { state: 'running', message: null, embedding: null } : landscapeState(workstation, project)
  },
  'landscape.network': ({ project }) => networkFeatures(workstation.project(project)),
  'landscape.start': ({ project: id, components }) => {
    const project = workstation.project(id)
    beginJob(workstation, project, 'landscape', () => ({ kind: 'embedding', request: { ...projectParticles(project, availableParallelism()), components } }))
    return null
  },
  'landscape.cancel': ({ project }) => {
    for (const kind of ['embedding', 'walk'] as const) workstation.cancel(project, kind)
    return null
  },
})
