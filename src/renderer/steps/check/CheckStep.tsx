import type { ReactNode } from 'react'
import { z } from 'zod'
import { useCall, useChange } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { CheckDone, CheckStatus } from './CheckStatus.tsx'
import { ConsensusTab } from './ConsensusTab.tsx'
import { DistributionsTab } from './DistributionsTab.tsx'
import { findingsOf } from './findings.ts'
import { ParticlesTab } from './ParticlesTab.tsx'
import { ProofTab } from './ProofTab.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useKeptGallery } from './useKeptGallery.ts'

const TABS = [{ key: 'particles', title: 'Particles' }, { key: 'distributions', title: 'Distributions' }, { key: 'consensus', title: 'Consensus and mask' }, { key: 'proof', title: 'Proof' }] as const
const KEYS = ['particles', 'distributions', 'consensus', 'proof'] as const
/** Pages that take the height of the window, with a part of their own that scrolls. */
const FILLING: readonly string[] = ['particles', 'consensus']

/** The particles before they are sorted: every one to be looked at, how they spread, what the check found, and a mask to sort within. */
export function CheckStep({ project }: StepProps): ReactNode {
  const [tab, setTab] = useSaved(project, 'check.tab', z.enum(KEYS), 'particles')
  const kept = useKeptGallery(project)
  const check = useCall('check.get', { project: project.id })
  const start = useChange('check.start', (_, client) => void client.invalidateQueries({ queryKey: ['check.get'] }))
  const { input } = project
  if (!input) return <Notice kind="info" title="There is nothing to check yet"><p>{project.problem ? 'The particles cannot be read now: locate them at the Import step.' : 'Import particles first.'}</p></Notice>
  const begin = (): void => start.mutate({ project: project.id })
  return (
    <div className="check">
      {check.error && <Problem error={check.error} />}
      {check.data && <CheckStatus project={project} check={check.data} onStart={begin} error={start.error} />}
      <Tabs label="Check" tabs={TABS} current={tab} onTab={setTab} isFilling={FILLING.includes(tab)} tools={check.data && <CheckDone project={project} check={check.data} onStart={begin} />}>
        {tab === 'particles' && <ParticlesTab project={project} input={input} kept={kept} />}
        {tab === 'distributions' && <DistributionsTab project={project} input={input} query={kept.query} onQuery={kept.ask} onShow={() => setTab('particles')} />}
        {tab === 'consensus' && <ConsensusTab project={project} result={check.data?.result ?? null} />}
        {tab === 'proof' && <ProofTab findings={findingsOf(check.data?.result ?? null, project.report)} />}
      </Tabs>
    </div>
  )
}
