import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Failure } from '../../../preload/contract/failure.ts'
import { EMBEDDING_FOLDER } from '../../compute/embedding/embeddingFiles.ts'
import { refuseLink } from '../../core/outputFolder.ts'
import { beginJob } from '../jobs/beginJob.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import type { Workstation } from '../workstation.ts'
import { projectParticles } from './projectParticles.ts'
import { walksOf } from './readWalks.ts'

export type WalkMethods = Pick<MethodsOf<'landscape'>, 'landscape.walk' | 'landscape.walks' | 'landscape.removeWalk'>

/** Maps along ways through the embedding; `landscape.cancel` stops one in the making. */
export const walkMethods = (workstation: Workstation): WalkMethods => ({
  'landscape.walk': ({ project: id, along }) => {
    const project = workstation.project(id)
    beginJob(workstation, project, 'landscape', () => ({ kind: 'walk', request: { ...projectParticles(project, availableParallelism()), along } }))
    return null
  },
  'landscape.walks': ({ project: id }) => {
    const project = workstation.project(id)
    return { running: workstation.job(id)?.kind === 'walk', message: workstation.failure(project, 'walk'), walks: walksOf(project) }
  },
  'landscape.removeWalk': ({ project: id, name }) => {
    const project = workstation.project(id)
    workstation.refuseJob(project)
    remove(project, name)
    for (const what of ['landscape', 'maps'] as const) workstation.tell({ type: 'changed', project: id, what })
    return null
  },
})

/** Throws Failure 'missing' for a walk that is not among those of the project, 'output' where its folder is a link to elsewhere. */
function remove(project: OpenProject, name: string): void {
  if (!walksOf(project).some(walk => walk.name === name)) throw new Failure('missing', `this project has no walk "${name}"`, 'it may have been removed already')
  for (const path of [project.path(EMBEDDING_FOLDER), project.path(EMBEDDING_FOLDER, name)]) refuseLink(path)
  rmSync(project.path(EMBEDDING_FOLDER, name), { recursive: true, force: true })
}
