import { useEffect } from 'react'
import type { ReactNode } from 'react'
import type { Project } from '../../preload/contract/calls/projects.ts'
import { useStory } from '../api/jobs.ts'
import { windowBridge } from '../api/windowBridge.ts'
import { durationRange } from '../ui/format.ts'

const NAMES = { run: 'Sorting', check: 'Checking', sample: 'Simulating the sample', embedding: 'Making the landscape', walk: 'Making maps of the landscape', train: 'Learning from labels', variance: 'Measuring the variance of classes' } as const

/** What is being computed, below every step, for as long as it is. */
export function JobBar({ project, onSort }: { project: Project; onSort: () => void }): ReactNode {
  const { progress, ended, job } = useStory(project.id)
  const runs = progress !== null && ended === null
  const fraction = runs && progress.total > 0 ? progress.done / progress.total : null
  useEffect(() => {
    windowBridge?.showProgress(runs ? (fraction ?? 0) : null)
  }, [runs, fraction])
  useEffect(() => {
    if (ended && job === 'run') windowBridge?.notify(`${project.name}: ${ended.state === 'finished' ? 'sorted' : ended.state}`, ended.message ?? '')
  }, [ended, job, project.name])
  if (!runs) return null
  return (
    <footer className="job-bar">
      <span><strong>{NAMES[progress.job]}</strong>: {progress.stage}</span>
      <progress aria-label={progress.stage} {...(fraction !== null && { value: fraction })} />
      <span className="number muted">{progress.left ? `${durationRange(progress.left)} left` : ''}</span>
      {progress.job === 'run' && <button type="button" onClick={onSort}>Show</button>}
    </footer>
  )
}
