import type { HostEvent } from '../../../preload/contract/events.ts'
import type { OpenProject } from '../openProject.ts'
import { projectState } from '../projects/projectState.ts'
import type { Workstation } from '../workstation.ts'
import type { Job } from './jobMessages.ts'
import { startJob } from './startJob.ts'

type What = Exclude<Extract<HostEvent, { type: 'changed' }>['what'], 'project'>

/**
 * Starts a job of a project, and tells at both ends that `what` it makes, besides the project, is not as it was. `jobOf` is asked once
 * nothing stands in the way.
 * Throws Failure where a job goes on, or nothing can be written.
 */
export function beginJob(workstation: Workstation, project: OpenProject, what: What | null, jobOf: () => Job): void {
  workstation.refuseJob(project)
  const { input } = projectState(workstation, project)
  const job = startJob(jobOf(), project.id, input?.particles ?? 0, event => workstation.tell(event), input?.box ?? null)
  const changed = (): void => {
    if (what !== null) workstation.tell({ type: 'changed', project: project.id, what })
  }
  void workstation.enter(project, job).then(changed)
  changed()
}
