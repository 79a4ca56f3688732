import type { ReactNode } from 'react'
import type { StepName, StepStatus } from '../../preload/contract/calls/projects.ts'

export const STEP_TITLES: Readonly<Record<StepName, string>> = { import: 'Import', check: 'Check', sort: 'Sort', classes: 'Classes', maps: 'Maps', report: 'Report and export' }

const STATES: Readonly<Record<StepStatus['state'], { readonly mark: string; readonly word: string }>> = {
  todo: { mark: '○', word: 'not yet' }, ready: { mark: '●', word: 'ready' }, running: { mark: '◐', word: 'running' }, done: { mark: '✓', word: 'done' }, stale: { mark: '↻', word: 'out of date' },
}

/** The steps of the way, each with how it stands and, where it is blocked, why. A blocked step can be visited: it says there what is missing. */
export const Rail = ({ steps, current, onStep }: { steps: readonly StepStatus[]; current: StepName; onStep: (step: StepName) => void }): ReactNode => (
  <nav className="rail" aria-label="Steps">
    <ol>
      {steps.map(({ step, state, why }, index) => (
        <li key={step}>
          <button type="button" className={`rail-step ${state}`} aria-current={step === current ? 'step' : undefined} title={why ?? `${STEP_TITLES[step]}: ${STATES[state].word}`} onClick={() => onStep(step)}>
            <span className="rail-mark" aria-hidden="true">{STATES[state].mark}</span>
            <span className="rail-text">
              <span className="rail-title">{index + 1}. {STEP_TITLES[step]}</span>
              <span className="rail-state">{STATES[state].word}{why ? `: ${why}` : ''}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  </nav>
)
