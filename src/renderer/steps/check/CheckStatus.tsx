import type { ReactNode } from 'react'
import type { CallOutput } from '../../../preload/contract/calls.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useChange } from '../../api/queries.ts'
import { count, duration } from '../../ui/format.ts'
import { JobProgress } from '../../ui/JobProgress.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'

export type CheckAnswer = CallOutput<'check.get'>

type StatusProps = { readonly project: Project; readonly check: CheckAnswer; readonly onStart: () => void; readonly error: unknown }

/** What the check has come to: an offer, how far it is, or why it came to nothing; nothing where it is done. */
export function CheckStatus({ project, check, onStart, error }: StatusProps): ReactNode {
  if (check.state === 'running') return <Running project={project} />
  return (
    <>
      {error !== null && <Problem error={error} />}
      {check.state === 'failed' && <Notice kind="error" title={check.message ?? 'The check came to nothing.'}><p>The particles below are shown as they are in the file. Correct what is wrong and check again.</p></Notice>}
      {check.state === 'none' && (
        <div className="notice check-offer" role="status">
          <div>
            <strong>Not checked yet</strong>
            <p>Proves that rows, images and poses belong together, finds junk, measures pose errors and makes a consensus map. Takes seconds to a minute; a run does not need it.</p>
          </div>
          <button type="button" className="primary" disabled={project.readOnlyReason !== null || project.run?.state === 'running'} onClick={onStart}>Check the particles</button>
        </div>
      )}
    </>
  )
}

function Running({ project }: { readonly project: Project }): ReactNode {
  const cancel = useChange('check.cancel')
  return <JobProgress project={project.id} job="check" title="Checking" isStopping={cancel.isPending} onStop={() => cancel.mutate({ project: project.id })} />
}

/** One line for a check that is done, and the way to do it again. */
export function CheckDone({ project, check, onStart }: Omit<StatusProps, 'error'>): ReactNode {
  if (check.state !== 'done' || !check.result) return null
  const { particles: { checked, total }, seconds } = check.result
  return (
    <>
      <span className="small muted">Checked {checked === total ? `all ${count(total)}` : `${count(checked)} of ${count(total)}`} particles in {duration(seconds)}</span>
      <button type="button" disabled={project.readOnlyReason !== null || project.run?.state === 'running'} onClick={onStart}>Check again</button>
    </>
  )
}
