import type { ReactNode } from 'react'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { TaughtModel } from '../../../preload/contract/calls/teach.ts'
import { useCall, useChange } from '../../api/queries.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { count, moment, percent } from '../../ui/format.ts'
import { JobProgress } from '../../ui/JobProgress.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Facts, Panel } from '../../ui/Panel.tsx'

/** Teaches a network what has been labelled, and shows what every version of it was worth. */
export function RetrainPanel({ project, set }: { readonly project: Project; readonly set: LabelSet | null }): ReactNode {
  const { data, error } = useCall('teach.models', { project: project.id })
  const retrain = useChange('teach.retrain'), cancel = useChange('teach.cancel')
  const hasClasses = set?.labels.some(({ label, count: given }) => label > 0 && given > 0) ?? false
  const start = (
    <button type="button" className="primary" disabled={!hasClasses || project.readOnlyReason !== null || data?.running || retrain.isPending} title="Takes one to a few minutes" onClick={() => set && retrain.mutate({ project: project.id, set: set.id })}>Retrain</button>
  )
  return (
    <Panel title="What it has learned" tools={start}>
      {retrain.error && <Problem error={retrain.error} />}
      {error && <Problem error={error} />}
      {data?.running && <JobProgress project={project.id} job="train" title="Learning from the labels" isStopping={cancel.isPending} onStop={() => cancel.mutate({ project: project.id })} />}
      {data?.message && <Notice kind="error" title={data.message} />}
      {data && data.models.length > 0 ? <Versions project={project} models={data.models} /> : <p className="muted">Nothing yet. Label at least 5 particles of each class, better on 8 micrographs or more so that some can be held out, then retrain.</p>}
    </Panel>
  )
}

const score = (found: TaughtModel['after']): string => (found ? `${percent(found.value)} (${percent(found.interval[0])} to ${percent(found.interval[1])})` : 'not measured')

function Versions({ project, models }: { readonly project: Project; readonly models: readonly TaughtModel[] }): ReactNode {
  return (
    <>
      <p className="small muted">Right on labelled particles, 95 % interval. Maps and network never saw the particle’s micrograph; the run saw no label.</p>
      <ol className="teach-versions" aria-label="Versions of the network">
        {models.map(({ version, created, labels, before, likelihood, after, path }) => (
          <li key={version} data-testid={`model-${version}`}>
            <div className="row spread"><strong>Version {version}</strong><span className="small muted">{count(labels)} labels, {moment(created)}</span></div>
            <Facts facts={[['The run', score(before)], ['Maps made with labels', score(likelihood)], ['With the network', score(after)]]} />
            <CopyButton label="Copy command for other particles" text={`cgr classify PARTICLES --model "${project.folder}/${path}" -o DIR`} />
          </li>
        ))}
      </ol>
      {models[0].warnings.map(text => <Notice key={text} kind="warning" title={text} />)}
    </>
  )
}
