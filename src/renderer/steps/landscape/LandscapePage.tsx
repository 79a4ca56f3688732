import type { ReactNode } from 'react'
import { useCall } from '../../api/queries.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Landscape } from './Landscape.tsx'
import { LandscapeProgress } from './LandscapeProgress.tsx'
import { LandscapeStart } from './LandscapeStart.tsx'

/** How the particles differ beyond their classes: each one a point among the others, to be looked at and chosen from. */
export function LandscapePage({ project }: StepProps): ReactNode {
  const { data, error } = useCall('landscape.get', { project: project.id }), network = useCall('landscape.network', { project: project.id })
  if (error ?? network.error) return <Problem error={error ?? network.error} />
  if (!data || !network.data) return <p aria-busy="true">Looking for the landscape …</p>
  const { state, message, embedding } = data
  return (
    <div className="stack" data-testid="landscape">
      {state === 'failed' && <Notice kind="error" title={message ?? 'The landscape could not be made.'} />}
      {state === 'running' ? <LandscapeProgress project={project} /> : !embedding && <LandscapeStart project={project} />}
      {(embedding || network.data.features) && <Landscape key={embedding?.made ?? 'network'} project={project} embedding={embedding} network={network.data} />}
      {embedding && state !== 'running' && <details className="landscape-again"><summary>Make the landscape again</summary><LandscapeStart project={project} /></details>}
    </div>
  )
}
