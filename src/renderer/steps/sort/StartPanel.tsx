import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { RunParameters } from '../../../preload/contract/parameters.ts'
import { useCall, useChange } from '../../api/queries.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { bytes, durationRange } from '../../ui/format.ts'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Facts, Panel } from '../../ui/Panel.tsx'

type Props = { readonly project: Project; readonly parameters: RunParameters; readonly truth: string | null; readonly runs: boolean; readonly broken: readonly string[] }
type Intent = 'new' | 'resume' | 'overwrite'

/** What the run will take, the command that does the same, and its start, stop and continuation. */
export function StartPanel({ project, parameters, truth, runs, broken }: Props): ReactNode {
  const [asks, setAsks] = useState(false)
  const plan = useCall('run.plan', { project: project.id, parameters, truth }, !runs)
  const start = useChange('run.start'), cancel = useChange('run.cancel')
  const canStart = !runs && broken.length === 0 && project.readOnlyReason === null && plan.data?.problem === null && !start.isPending
  const begin = (intent: Intent): void => start.mutate({ project: project.id, parameters: intent === 'resume' ? project.run!.parameters : parameters, truth, intent })
  const startNew = (): void => (project.run === null ? begin('new') : project.run.state === 'finished' ? setAsks(true) : begin('overwrite'))
  const again = (): void => {
    setAsks(false)
    begin('overwrite')
  }
  return (
    <Panel title={runs ? 'Sorting' : 'Start'} tools={runs ? <button type="button" className="danger" disabled={cancel.isPending} onClick={() => cancel.mutate({ project: project.id })} title="Stops within 5 s; it can go on later from its last checkpoint">Stop</button> : (
      <>
        {project.run?.canResume && <button type="button" className="primary" disabled={project.readOnlyReason !== null || start.isPending} onClick={() => begin('resume')} title="With the parameters it was started with">Go on</button>}
        <button type="button" className={project.run?.canResume ? '' : 'primary'} disabled={!canStart} onClick={startNew}>{project.run ? 'Sort again' : 'Start'}</button>
      </>
    )}>
      {broken.length > 0 && <Notice kind="warning" title={`Correct first: ${broken.join(', ')}`} />}
      {plan.error && <Problem error={plan.error} />}
      {start.error && <Problem error={start.error} />}
      {!runs && plan.data?.problem && <Notice kind="error" title={plan.data.problem} />}
      {!runs && plan.data && <Facts facts={[['Time', durationRange(plan.data.seconds)], ['Disk', `up to ${bytes(plan.data.diskBytes)}`], ['Memory', `about ${bytes(plan.data.memoryBytes)}`]]} />}
      {plan.data && (
        <>
          <pre className="command" aria-label="The command that does the same">{plan.data.command}</pre>
          <CopyButton text={plan.data.command} label="Copy as command" />
        </>
      )}
      {asks && (
        <Dialog title="Sort again?" onClose={() => setAsks(false)} footer={<><button type="button" onClick={() => setAsks(false)}>Cancel</button><button type="button" className="danger" onClick={again}>Replace the result</button></>}>
          <p>The maps, classes and changes of this project are replaced by the new run’s. To keep them, make a new project with the same particles.</p>
        </Dialog>
      )}
    </Panel>
  )
}
