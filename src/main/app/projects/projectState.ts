import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { ImportedInput } from '../../../preload/contract/calls/projects.ts'
import type { Project, RunStatus } from '../../../preload/contract/calls/projects.ts'
import { asFailure } from '../../core/asFailure.ts'
import { WORK_FOLDER } from '../../core/runFiles.ts'
import { readProjectRow } from '../../db/projectRow.ts'
import { selectRun } from '../../db/run.ts'
import { readViews } from '../../db/views.ts'
import type { OpenProject } from '../openProject.ts'
import type { Workstation } from '../workstation.ts'
import { checkState } from '../checks/checkState.ts'
import { stepStates } from './stepStates.ts'
import { importSummary } from '../../core/importSummary.ts'
import { projectInput } from './projectInput.ts'

type InputState = { readonly input: ImportedInput | null; readonly problem: Project['problem'] }

const known = new WeakMap<OpenProject, { key: string; state: InputState }>()

/** The input as it was last read, unless its files have changed or gone; what was read again is remembered for as long as the project is open. */
function inputState(project: OpenProject): InputState {
  const input = projectInput(project)
  if (!input) return { input: null, problem: null }
  const info = statSync(input.path, { throwIfNoEntry: false })
  const row = project.read(readProjectRow)
  const stored = ImportedInput.safeParse(row?.input)
  if (row && stored.success && info?.size === row.inputBytes && info.mtimeMs === row.inputModified && existsSync(stored.data.stacks.first)) return { input: { ...stored.data, ...input }, problem: null }
  const key = JSON.stringify([input, info?.size, info?.mtimeMs, stored.success && existsSync(stored.data.stacks.first)])
  const before = known.get(project)
  if (before?.key === key) return before.state
  const state = read(input)
  known.set(project, { key, state })
  return state
}

function read(input: { path: string; root: string | null; passthrough: string | null }): InputState {
  try {
    return { input: importSummary(input.path, input.root, input.passthrough), problem: null }
  } catch (error) {
    const { kind, message, advice } = asFailure(error)
    return { input: null, problem: { kind, message, advice } }
  }
}

const hasCheckpoints = (project: OpenProject): boolean =>
  existsSync(project.path(WORK_FOLDER)) && readdirSync(project.path(WORK_FOLDER)).some(name => name.endsWith('.checkpoint'))

function runStatus(project: OpenProject, isRunning: boolean): RunStatus | null {
  const run = project.read(selectRun)
  if (!run) return null
  const state = isRunning ? 'running' : run.state === 'running' ? 'interrupted' : run.state
  return {
    state, command: run.command, created: run.created, ended: run.ended, message: run.message, parameters: run.parameters,
    canResume: state !== 'running' && state !== 'finished' && hasCheckpoints(project),
  }
}

const asStrings = (value: unknown): string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : [])

/** Everything the window needs to draw a project. */
export function projectState(workstation: Workstation, project: OpenProject): Project {
  const job = workstation.job(project.id)
  const view = { ...project.read(readViews), ...project.unsavedViews }
  const { input, problem } = inputState(project)
  const run = runStatus(project, job?.kind === 'run')
  const report = job?.kind !== 'run' && run?.state === 'finished' ? project.report() : null
  const inputChanged = report !== null && input !== null && !isSameInput(report.input, input)
  return {
    id: project.id, folder: project.folder, name: basename(project.folder), writable: project.readOnlyReason === null, readOnlyReason: project.readOnlyReason,
    steps: stepStates({
      hasInput: input !== null || problem !== null, problem, check: job?.kind === 'check' ? 'running' : checkState(workstation, project).state,
      sampleRuns: job?.kind === 'sample', sortRuns: job?.kind === 'run', run, inputChanged, visited: asStrings(view['visited']),
    }),
    input, problem, run, report, view,
  }
}

type InputFacts = Pick<ImportedInput, 'path' | 'particles' | 'box' | 'pixelSizeA'>

/** A moved project's input lies elsewhere and is the same. */
const isSameInput = (a: InputFacts, b: InputFacts): boolean => basename(a.path) === basename(b.path) && a.particles === b.particles && a.box === b.box && a.pixelSizeA === b.pixelSizeA
