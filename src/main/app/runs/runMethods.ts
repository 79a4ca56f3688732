import { availableParallelism } from 'node:os'
import type { Plan } from '../../../preload/contract/calls/runs.ts'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import { asFailure } from '../../core/asFailure.ts'
import { repeatingCommand } from '../../core/commandLine.ts'
import { bytesNeeded, preflight } from '../../core/preflight.ts'
import { selectRun } from '../../db/run.ts'
import { planSeconds } from '../jobs/timeLeft.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { projectState } from '../projects/projectState.ts'
import type { Workstation } from '../workstation.ts'
import { PARAMETER_HELP } from './parameterHelp.ts'
import { initialParameters, requestOf, sortProject } from './sortProject.ts'
import type { Request } from './sortProject.ts'

function plan(workstation: Workstation, project: OpenProject, parameters: RunParameters, truth: string | null): Plan {
  const request = requestOf(project, parameters), { input, problem } = projectState(workstation, project)
  const command = `${repeatingCommand(request, truth)}${project.read(selectRun) ? ' --overwrite' : ''}`
  if (!input) return { command, seconds: [0, 0], diskBytes: 0, memoryBytes: 0, problem: problem?.message ?? 'the particles cannot be read' }
  const diskBytes = bytesNeeded(input.particles, input.box, 0, parameters)
  return { command, seconds: planSeconds(parameters, input.particles, input.box, availableParallelism(), input.format === 'maps'), diskBytes, memoryBytes: memoryNeeded(input.particles, parameters), problem: problemOf(request) }
}

/** Coefficients of half a Fourier disc and their CTFs, in shared memory, and a third as much for everything else. */
const memoryNeeded = (particles: number, { box }: RunParameters): number => (4 / 3) * particles * (Math.PI / 2) * (box / 2) ** 2 * 3 * 4 + 2 ** 28

function problemOf(request: Request): string | null {
  try {
    preflight(request, 0)
    return null
  } catch (error) {
    return asFailure(error).line
  }
}

export const runMethods = (workstation: Workstation): MethodsOf<'run'> => ({
  'run.help': ({ project: id }) => {
    const project = workstation.project(id)
    return { parameters: project.read(selectRun)?.parameters ?? initialParameters(project), help: [...PARAMETER_HELP] }
  },
  'run.plan': ({ project, parameters, truth }) => plan(workstation, workstation.project(project), parameters, truth),
  'run.start': ({ project, parameters, truth, intent }) => {
    sortProject(workstation, workstation.project(project), parameters, truth, intent)
    return null
  },
  'run.cancel': ({ project }) => {
    workstation.job(project)?.cancel()
    return null
  },
})
