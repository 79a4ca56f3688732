import { join } from 'node:path'
import { availableParallelism } from 'node:os'
import { PROJECT_FILE } from '../../core/runFiles.ts'
import { closeProject, openProject } from '../../db/open.ts'
import { earlierRun, makeFolder } from '../../core/outputFolder.ts'
import { writeView } from '../../db/views.ts'
import { startJob } from '../jobs/startJob.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { prepareView } from '../particles/projectView.ts'
import { rememberProject } from '../recent.ts'
import { initialParameters, sortProject } from '../runs/sortProject.ts'
import { SAMPLE } from '../sample.ts'
import type { Workstation } from '../workstation.ts'
import { createProject, enterInput } from './importInto.ts'
import { projectInput } from './projectInput.ts'
import { projectState } from './projectState.ts'

const SAMPLE_FOLDER = 'particles'

/** A project without an input yet, for the sample that is about to be simulated into it. */
function createEmpty(folder: string): void {
  makeFolder(folder)
  earlierRun(folder)
  closeProject(openProject(join(folder, PROJECT_FILE)))
}

/** Simulates the sample into the project's folder and imports it, in a job of its own; then sorts it, scored by the truth that only the score is shown. */
async function makeSample(workstation: Workstation, project: OpenProject): Promise<void> {
  const job = startJob({ kind: 'sample', output: project.path(SAMPLE_FOLDER), particles: SAMPLE.particles, threads: availableParallelism() }, project.id, SAMPLE.particles, event => workstation.tell(event))
  const truth = project.path(SAMPLE_FOLDER, 'truth.csv')
  const { state } = await workstation.enter(project, {
    ...job,
    ended: job.ended.then(end => {
      if (end.state === 'finished') project.write(db => {
        enterInput(db, project.folder, { path: project.path(SAMPLE_FOLDER, 'particles.star'), root: null, passthrough: null })
        writeView(db, 'truth', truth)
      })
      return end
    }),
  })
  if (state === 'finished') sortProject(workstation, project, initialParameters(project), truth, 'new')
}

function opened(workstation: Workstation, folder: string): OpenProject {
  const project = workstation.open(folder)
  rememberProject(project.folder)
  return project
}

export const projectMethods = (workstation: Workstation): MethodsOf<'project' | 'view'> => {
  const state = (project: OpenProject) => projectState(workstation, project)
  return {
    'project.create': ({ folder, input, root, passthrough }) => {
      createProject(folder, { path: input, root, passthrough })
      return state(opened(workstation, folder))
    },
    'project.sample': ({ folder }) => {
      createEmpty(folder)
      const project = opened(workstation, folder)
      void makeSample(workstation, project)
      return state(project)
    },
    'project.open': ({ folder }) => {
      const project = opened(workstation, folder)
      prepareView(project)
      return state(project)
    },
    'project.get': ({ project }) => state(workstation.project(project)),
    'project.input': ({ project }) => projectInput(workstation.project(project)),
    'project.relocate': ({ project: id, input, root }) => {
      const project = workstation.project(id)
      project.write(db => enterInput(db, project.folder, { path: input, root, passthrough: projectInput(project)?.passthrough ?? null }))
      workstation.tell({ type: 'changed', project: id, what: 'project' })
      return state(project)
    },
    'view.save': ({ project: id, key, value }) => {
      const project = workstation.project(id)
      if (project.readOnlyReason === null) project.saveView(key, value, workstation.job(id)?.kind === 'run')
      return null
    },
  }
}
