import { Failure } from '../../../preload/contract/failure.ts'
import { selectRun } from '../../db/run.ts'
import { beginJob } from '../jobs/beginJob.ts'
import { labelLog } from '../labels/labelLog.ts'
import { refuseOther } from '../labels/labelSets.ts'
import type { MethodsOf } from '../methods.ts'
import { particleTable } from '../particles/projectParticles.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { modelsOf, nextVersion } from './models.ts'
import { trainingOf } from './trainingOf.ts'

/** Labels to be given, and what has been learned from those that were. */
export function teachMethods(workstation: Workstation): MethodsOf<'teach'> {
  const helper = new Helper()
  return {
    'teach.suggest': async ({ project: id, set: number, count }) => {
      const project = workstation.project(id), { set, labels } = labelLog(project, number)
      refuseOther(project, set)
      if (project.read(selectRun)?.state !== 'finished') throw new Failure('usage', 'nothing can be suggested before the particles have been sorted', 'sort them first, or label any')
      const { columns } = await particleTable(project), micrograph = columns['micrograph']
      return [...await helper.run('suggestRows', { database: project.databasePath, labels, micrograph: micrograph instanceof Uint32Array ? micrograph : null, count })]
    },
    'teach.models': ({ project: id }) => {
      const project = workstation.project(id)
      return { running: workstation.job(id)?.kind === 'train', message: workstation.failure(project, 'train'), models: modelsOf(project) }
    },
    'teach.retrain': ({ project: id, set: number }) => {
      const project = workstation.project(id), log = labelLog(project, number)
      refuseOther(project, log.set)
      beginJob(workstation, project, null, () => ({ kind: 'train', request: trainingOf(project, log, nextVersion(project)) }))
      return null
    },
    'teach.cancel': ({ project }) => {
      workstation.cancel(project, 'train')
      return null
    },
  }
}
