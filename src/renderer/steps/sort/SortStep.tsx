import { useState } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { RunParameters } from '../../../preload/contract/parameters.ts'
import type { ParameterHelp } from '../../../preload/contract/calls/runs.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import { useStory } from '../../api/jobs.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { LivePanel } from './LivePanel.tsx'
import { ParameterFields } from './ParameterFields.tsx'
import { RunOutcome } from './RunOutcome.tsx'
import { StartPanel } from './StartPanel.tsx'

/** Parameters, what they cost, the command that does the same; then the run as it goes. */
export function SortStep({ project }: StepProps): ReactNode {
  const known = useCall('run.help', { project: project.id })
  const blocked = project.steps.find(({ step }) => step === 'sort')!
  if (blocked.state === 'todo') return <Notice kind="info" title={`Not yet: ${blocked.why ?? ''}`} />
  if (known.error) return <Problem error={known.error} />
  return known.data ? <Ready key={project.run?.created ?? 'first'} project={project} first={known.data.parameters} help={known.data.help} /> : <p aria-busy="true">Reading the parameters …</p>
}

const Draft = RunParameters.partial()

function Ready({ project, first, help }: { project: Project; first: RunParameters; help: readonly ParameterHelp[] }): ReactNode {
  const [draft, setDraft] = useSaved(project, 'parameters', Draft, {})
  const [mask] = useSaved(project, 'mask', z.string().nullable(), null)
  const [truth, setTruth] = useSaved(project, 'truth', z.string().nullable(), null)
  const [broken, setBroken] = useState<readonly string[]>([])
  const { progress, ended, job } = useStory(project.id)
  const runs = project.run?.state === 'running' || (job === 'run' && progress !== null && ended === null)
  const parameters: RunParameters = { ...first, ...(mask !== null && { mask }), ...draft }
  return (
    <>
      {!runs && <RunOutcome project={project} />}
      <div className="sort-columns">
        <Panel title="Parameters">
          <fieldset disabled={runs || project.readOnlyReason !== null} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
            <ParameterFields help={help} parameters={parameters} onChange={changed => setDraft({ ...draft, ...changed })} onBroken={setBroken} truth={truth} onTruth={setTruth} />
          </fieldset>
        </Panel>
        <div className="stack">
          <StartPanel project={project} parameters={parameters} truth={truth} runs={runs} broken={broken} />
          <LivePanel project={project} runs={runs} />
        </div>
      </div>
    </>
  )
}
