import { Failure } from '../../preload/contract/failure.ts'
import { OpenProject } from '../app/openProject.ts'

/** The project in a folder, with its lock, for a command. Throws Failure where another program has it. */
export function openedForWork(command: string, folder: string): OpenProject {
  const project = new OpenProject(command, folder)
  if (project.readOnlyReason === null) return project
  project.close()
  throw new Failure('output', `${folder}: ${project.readOnlyReason}`, 'nothing was started')
}
