import { availableParallelism } from 'node:os'
import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import type { RunRequest } from '../../compute/protocol.ts'
import type { Intent } from '../../core/outputFolder.ts'
import { startJob } from '../jobs/startJob.ts'
import type { OpenProject } from '../openProject.ts'
import { neededInput, projectInput } from '../projects/projectInput.ts'
import { projectState } from '../projects/projectState.ts'
import { SAMPLE } from '../sample.ts'
import type { Workstation } from '../workstation.ts'

export type Request = Omit<RunRequest, 'resume'>

/** Throws Failure where nothing has been imported. */
export function requestOf(project: OpenProject, parameters: RunParameters): Request {
  const input = neededInput(project)
  return { input: input.path, root: input.root, passthrough: input.passthrough, outputDir: project.folder, parameters }
}

/** The sample's two states are known; everybody else's number is found. */
export const initialParameters = (project: OpenProject): RunParameters =>
  ({ ...DEFAULT_PARAMETERS, threads: availableParallelism(), ...(projectInput(project)?.path === project.path('particles', 'particles.star') && { classes: SAMPLE.classes }) })

/** Starts the run of a project in a process of its own. Throws Failure where one goes on, or nothing can be written. */
export function sortProject(workstation: Workstation, project: OpenProject, parameters: RunParameters, truthPath: string | null, intent: Intent): void {
  workstation.refuseJob(project)
  const { input } = projectState(workstation, project)
  const request = requestOf(project, parameters)
  project.releaseDatabase()
  const job = startJob({ kind: 'run', request, intent, truthPath }, project.id, input?.particles ?? 0, event => workstation.tell(event), input?.box ?? null)
  void workstation.enter(project, {
    ...job,
    ended: job.ended.then(end => {
      project.releaseDatabase()
      project.saveUnsavedViews()
      return end
    }),
  })
}
