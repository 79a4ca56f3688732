import type { RunStatus, StepName, StepStatus } from '../../../preload/contract/calls/projects.ts'

export type Situation = {
  readonly hasInput: boolean
  readonly problem: { readonly message: string } | null
  readonly check: 'none' | 'running' | 'done' | 'failed'
  readonly sampleRuns: boolean
  readonly sortRuns: boolean
  readonly run: Pick<RunStatus, 'state'> | null
  /** The input is not what the run has sorted. */
  readonly inputChanged: boolean
  /** Steps the user has looked at since the run ended. */
  readonly visited: readonly string[]
}

type State = Pick<StepStatus, 'state' | 'why'>

const READY: State = { state: 'ready', why: null }
const blocked = (why: string): State => ({ state: 'todo', why })

function importState({ hasInput, problem, sampleRuns }: Situation): State {
  if (sampleRuns) return { state: 'running', why: 'the sample is being simulated' }
  if (!hasInput) return READY
  return problem ? { state: 'ready', why: 'the particles cannot be read now: see below' } : { state: 'done', why: null }
}

function checkState({ check }: Situation): State {
  if (check === 'running') return { state: 'running', why: null }
  return check === 'done' ? { state: 'done', why: null } : READY
}

function sortState({ run, sortRuns, inputChanged }: Situation): State {
  if (sortRuns) return { state: 'running', why: null }
  switch (run?.state) {
    case undefined: return READY
    case 'finished': return inputChanged ? { state: 'stale', why: 'the input has changed since: sort again' } : { state: 'done', why: null }
    case 'failed': return { state: 'ready', why: 'the last run failed: see why' }
    default: return { state: 'ready', why: 'the last run was stopped: it can go on' }
  }
}

function resultState(step: StepName, { run, sortRuns, inputChanged, visited }: Situation): State {
  if (sortRuns) return blocked('the particles are being sorted')
  if (run?.state !== 'finished') return blocked('sort the particles first')
  if (inputChanged) return { state: 'stale', why: 'made from an input that has changed since' }
  return visited.includes(step) ? { state: 'done', why: null } : READY
}

/** What can be done at each step, and why not. */
export function stepStates(situation: Situation): StepStatus[] {
  const { hasInput, problem, sampleRuns } = situation
  const noInput = sampleRuns ? blocked('wait for the sample') : !hasInput ? blocked('import particles first') : problem ? blocked('locate the particles first') : null
  const afterImport = (state: State): State => (noInput && state.state !== 'running' ? noInput : state)
  return [
    { step: 'import', ...importState(situation) },
    { step: 'check', ...afterImport(checkState(situation)) },
    { step: 'sort', ...(situation.sortRuns || situation.run?.state === 'finished' ? sortState(situation) : afterImport(sortState(situation))) },
    ...(['classes', 'maps', 'report'] as const).map(step => ({ step, ...resultState(step, situation) })),
  ]
}
