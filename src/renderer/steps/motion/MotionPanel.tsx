import type { ReactNode } from 'react'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useChange } from '../../api/queries.ts'
import type { Way } from '../../scatter/way.ts'
import { JobProgress } from '../../ui/JobProgress.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Morph } from './Morph.tsx'
import type { Plane } from './plane.ts'
import type { Motion } from './useMotion.ts'
import { WalkDetails } from './WalkDetails.tsx'
import { WalkList } from './WalkList.tsx'
import { WalkStart } from './WalkStart.tsx'

type Props = { readonly project: Project; readonly embedding: Embedding; readonly motion: Motion; readonly plane: Plane; readonly onDraw: () => void; readonly ends: () => Way }

/** Maps along ways through the landscape: their making, their list, and the one that is looked at. */
export function MotionPanel({ project, embedding, motion, plane, onDraw, ends }: Props): ReactNode {
  const { walks, shown, isRunning, failure, way, setWay, begin, show, setNear } = motion
  const cancel = useChange('landscape.cancel')
  const start = <WalkStart project={project} embedding={embedding} plane={plane} way={way} onWay={setWay} onDraw={onDraw} ends={ends} onStart={begin} />
  return (
    <section className="stack motion" aria-label="Motion" data-testid="motion">
      {failure !== null && <Notice kind="error" title={failure} />}
      {isRunning && <JobProgress project={project.id} job="walk" title="Making the maps" isStopping={cancel.isPending} onStop={() => cancel.mutate({ project: project.id })} />}
      {cancel.error && <Problem error={cancel.error} />}
      {!isRunning && (shown ? <details className="landscape-again"><summary>New maps along a way</summary>{start}</details> : start)}
      {shown && (
        <>
          <WalkList project={project} walks={walks} shown={shown} onShow={show} isBusy={isRunning} />
          <Morph key={`${shown.name} ${shown.made}`} project={project} walk={shown} onNear={setNear} />
          <WalkDetails project={project} walk={shown} />
        </>
      )}
    </section>
  )
}
