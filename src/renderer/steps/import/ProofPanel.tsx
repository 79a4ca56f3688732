import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useStory } from '../../api/jobs.ts'
import { useCall, useChange } from '../../api/queries.ts'
import { BarChart } from '../../plots/BarChart.tsx'
import { Problem, Notice } from '../../ui/Notice.tsx'
import { Facts, Panel } from '../../ui/Panel.tsx'

/** Whether poses, shifts and images belong together, measured on particles that took no part: the conventions of the file win, or another one does. */
export function ProofPanel({ project }: { project: Project }): ReactNode {
  const check = useCall('check.get', { project: project.id }), start = useChange('check.start', (_, client) => void client.invalidateQueries({ queryKey: ['check.get'] }))
  const { progress, job, ended } = useStory(project.id)
  const proof = check.data?.result?.proof ?? project.report?.proof ?? null
  const runs = check.data?.state === 'running' || (job === 'check' && ended === null && progress !== null)
  return (
    <Panel title="Do rows, images and poses belong together?" tools={<button type="button" disabled={runs || project.readOnlyReason !== null} onClick={() => start.mutate({ project: project.id })}>{proof ? 'Prove again' : 'Prove it now'}</button>}>
      {runs && <p role="status">{progress && job === 'check' ? `${progress.stage} …` : 'Starting …'}</p>}
      {check.data?.state === 'failed' && <Notice kind="error" title={check.data.message ?? 'The check failed'} />}
      {start.error && <Problem error={start.error} />}
      {!proof && !runs && <p className="muted">A consensus is made from some particles by each reading of the file (poses as given, mirrored, shifts reversed …) and judged by others. It takes a few seconds, and every run does it first.</p>}
      {proof && (
        <>
          <BarChart title="Held-out log-likelihood by reading of the poses" x={{ title: 'Gain over no model', unit: 'nats per particle' }} bars={proof.variants.map(({ name, gain }) => ({ key: name, name, value: gain }))} />
          <Facts facts={[['Half-maps correlate', proof.halfMapCorrelation.toFixed(3)], ['Handedness', proof.handedness]]} />
        </>
      )}
    </Panel>
  )
}
