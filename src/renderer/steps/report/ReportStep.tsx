import type { ReactNode } from 'react'
import { z } from 'zod'
import { useCall } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useDroppedFiles } from '../../ui/useDroppedFiles.tsx'
import { ComparePage } from './ComparePage.tsx'
import { ExportPage } from './ExportPage.tsx'
import { ReportPage } from './ReportPage.tsx'
import { Loaded, NOTHING_LOADED, isAssignmentFile, withFiles } from './comparison.ts'

const TABS = [{ key: 'report', title: 'Report' }, { key: 'export', title: 'Export' }, { key: 'compare', title: 'Compare' }] as const
const KEYS = ['report', 'export', 'compare'] as const

/** What the run came to: to be read, handed on, and set beside what others found. */
export function ReportStep({ project }: StepProps): ReactNode {
  const [tab, setTab] = useSaved(project, 'report.tab', z.enum(KEYS), 'report')
  const [loaded, setLoaded] = useSaved(project, 'report.assignments', Loaded, NOTHING_LOADED)
  const { onDrop, asking } = useDroppedFiles(files => files.filter(({ name }) => isAssignmentFile(name)), paths => { setLoaded(withFiles(loaded, paths)); setTab('compare') }, 'Load')
  const { state, why } = project.steps.find(({ step }) => step === 'report')!
  const isBlocked = state === 'todo'
  const edits = useCall('edits.get', { project: project.id }, !isBlocked)
  if (isBlocked) return <Notice kind="info" title={`Not yet: ${why ?? ''}`} />
  if (edits.error) return <Problem error={edits.error} />
  if (!edits.data) return <p aria-busy="true">Looking at the result …</p>
  return (
    <div className="report" onDrop={onDrop}>
      {state === 'stale' && <Notice kind="warning" title={`The result is ${why ?? 'out of date'}`} />}
      <Tabs label="Report and export" tabs={TABS} current={tab} onTab={setTab} isFilling={tab === 'report'}>
        {tab === 'report' && <ReportPage project={project} />}
        {tab === 'export' && <ExportPage project={project} edits={edits.data} />}
        {tab === 'compare' && <ComparePage project={project} edits={edits.data} loaded={loaded} onLoaded={setLoaded} />}
      </Tabs>
      {asking}
    </div>
  )
}
