import { availableParallelism } from 'node:os'
import { varianceReports } from '../../core/varianceReports.ts'
import { beginJob } from '../jobs/beginJob.ts'
import { projectParticles } from '../landscape/projectParticles.ts'
import type { MethodsOf } from '../methods.ts'
import type { Workstation } from '../workstation.ts'

/** The conformational variance of other programs' classes, measured one file at a time. */
export const varianceMethods = (workstation: Workstation): MethodsOf<'variance'> => ({
  'variance.get': ({ project: id }) => {
    const project = workstation.project(id), report = project.report()
    return {
      running: workstation.job(id)?.kind === 'variance', message: workstation.failure(project, 'variance'),
      ours: report?.classes.map(({ number, particles, variance }) => ({ number, particles, variance })) ?? [],
      reports: varianceReports(project.folder).filter(({ run }) => run === report?.created),
    }
  },
  'variance.start': ({ project: id, path }) => {
    const project = workstation.project(id)
    beginJob(workstation, project, 'maps', () => ({ kind: 'variance', request: { ...projectParticles(project, availableParallelism()), path } }))
    return null
  },
  'variance.cancel': ({ project }) => {
    workstation.cancel(project, 'variance')
    return null
  },
})
