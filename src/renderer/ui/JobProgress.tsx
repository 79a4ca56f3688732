import type { ReactNode } from 'react'
import type { HostEvent } from '../../preload/contract/events.ts'
import { useStory } from '../api/jobs.ts'
import { duration, durationRange, percent } from './format.ts'

type Props = {
  readonly project: string
  readonly job: Extract<HostEvent, { type: 'progress' }>['job']
  /** What is going on, as in "Making the landscape". */
  readonly title: string
  readonly isStopping: boolean
  readonly onStop: () => void
}

/** How far a job of a project is, and the way to stop it. */
export function JobProgress({ project, job, title, isStopping, onStop }: Props): ReactNode {
  const story = useStory(project), now = story.job === job ? story.progress : null
  const fraction = now && now.total > 0 ? now.done / now.total : null
  return (
    <div className="notice" role="status">
      <span><strong>{title}</strong>: {now ? now.stage : 'starting'}{fraction !== null && `, ${percent(fraction, 0)} of this stage`}</span>
      <progress aria-label={title} {...(fraction !== null && { value: fraction })} />
      <span className="muted number">{now && `${duration(now.elapsed)} so far${now.left ? `, ${durationRange(now.left)} left` : ''}`}</span>
      <div><button type="button" disabled={isStopping} onClick={onStop}>Stop</button></div>
    </div>
  )
}
