import { Suspense, lazy } from 'react'
import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useStory } from '../../api/jobs.ts'
import type { JobStory } from '../../api/jobs.ts'
import { bytes, duration, durationRange } from '../../ui/format.ts'
import { Facts, Panel } from '../../ui/Panel.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { LiveFigures } from './LiveFigures.tsx'

/** The 3D viewer is half of the page: it is fetched when there is something to be seen. */
const LiveMaps = lazy(() => import('./LiveMaps.tsx').then(room => ({ default: room.LiveMaps })))

const ORDER = ['import', 'prove match', 'load images', 'judge particles', 'number of classes', 'sort', 'variance', 'voxel graph', 'network', 'combine', 'reconstruct'] as const

/** The run as it goes: stages, time left, figures that grow, class maps. */
export function LivePanel({ project, runs }: { project: Project; runs: boolean }): ReactNode {
  const story = useStory(project.id)
  const isHeard = story.job === 'run'
  if (!runs && !isHeard) return null
  return (
    <Panel title={runs ? 'As it goes' : 'The last run, as it went'}>
      {isHeard && story.ended?.state === 'interrupted' && <Notice kind="error" title={story.ended.message ?? 'interrupted'} />}
      {runs && <Now story={isHeard ? story : null} />}
      {isHeard && <LiveFigures story={story} />}
      {runs && <Suspense><LiveMaps project={project} maps={story.sorting.at(-1)?.maps ?? []} pass={story.sorting.at(-1)?.pass ?? 0} /></Suspense>}
      {isHeard && story.lines.length > 0 && (
        <details>
          <summary>Log, {story.lines.length} lines{story.lines.some(({ level }) => level === 'warning') ? `, ${story.lines.filter(({ level }) => level === 'warning').length} warnings` : ''}</summary>
          <ul className="log small" tabIndex={0} aria-label="Log">{story.lines.map((line, index) => <li key={index} className={line.level}>{line.text}</li>)}</ul>
        </details>
      )}
    </Panel>
  )
}

function Now({ story }: { story: JobStory | null }): ReactNode {
  const progress = story?.progress
  if (!progress) return <p role="status">Starting …</p>
  return (
    <>
      <ol className="stage-list" aria-label="Stages">
        {ORDER.filter(stage => story.stages.includes(stage)).map(stage => (
          <li key={stage} className={stage === progress.stage ? 'now' : ''}>
            <span aria-hidden="true">{stage === progress.stage ? '◐' : '✓'}</span><span>{stage}</span>
            <span className="muted number">{stage === progress.stage ? `${progress.done}/${progress.total}${progress.note ? ` · ${progress.note}` : ''}` : 'done'}</span>
          </li>
        ))}
      </ol>
      <Facts facts={[
        ['Time left', progress.left ? durationRange(progress.left) : 'not known yet'], ['So far', duration(progress.elapsed)],
        ['Speed', progress.particlesPerSecond === null ? null : `${Math.round(progress.particlesPerSecond)} particles/s`], ['Memory', bytes(progress.memoryBytes)],
      ]} />
    </>
  )
}
