import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { count, moment, percent } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'

/** How the last run ended, and what can be done about it. */
export function RunOutcome({ project: { run, report } }: { project: Project }): ReactNode {
  if (!run) return null
  const ended = run.ended ? moment(run.ended) : ''
  const goesOn = run.canResume ? 'It can go on from its last checkpoint.' : 'It had no checkpoint yet: start it again.'
  switch (run.state) {
    case 'finished': return (
      <Notice kind="ok" title={`Sorted into ${report?.classes.length ?? ''} classes, ${ended}`}>
        {report && <p>{report.classes.map(one => `Class ${one.number}: ${count(one.particles)} particles, ${one.resolutionA.toFixed(1)} Å`).join(' · ')}{report.junk.particles > 0 && ` · junk: ${count(report.junk.particles)} (${percent(report.junk.fraction)})`}{report.truth && ` · accuracy against ${report.truth.source.split(/[/\\]/).at(-1)}: ${percent(report.truth.accuracy)}`}</p>}
        {report?.warnings.map(warning => <p key={warning} className="small">! {warning}</p>)}
      </Notice>
    )
    case 'cancelled': return <Notice kind="warning" title={`Stopped on request, ${ended}`}><p>{goesOn}</p></Notice>
    case 'interrupted': return <Notice kind="error" title="The computing process ended before it was done"><p>The computer was switched off, memory ran out, or the process was killed. {goesOn}</p></Notice>
    case 'failed': return <Notice kind="error" title={run.message ?? 'The run failed'}><p>{goesOn}</p></Notice>
    case 'running': return null
  }
}
