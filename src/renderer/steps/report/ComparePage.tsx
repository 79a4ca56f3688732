import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { useSaved } from '../../api/saved.ts'
import { ConfusionTable } from '../../plots/ConfusionTable.tsx'
import { LineChart } from '../../plots/LineChart.tsx'
import { count, percent } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { Facts, Panel } from '../../ui/Panel.tsx'
import { PathPicker } from '../../ui/PathPicker.tsx'
import { matchedSeries, ourName, theirName } from './comparison.ts'

const RULES = [{ at: 0.5, text: '0.5' }]

type Props = { readonly project: Project; readonly edits: EditState }

/** The classes as they are now beside those of another program. */
export function ComparePage({ project, edits }: Props): ReactNode {
  const [path, setPath] = useSaved(project, 'report.compared', z.string().nullable(), null)
  const [picking, setPicking] = useState(false)
  // The classes as they are now are compared: with every edit anew.
  const compared = useQuery({ queryKey: ['exports.compare', project.id, path, project.run?.created, edits.classes, edits.moved, edits.edits], queryFn: ({ signal }) => callHost('exports.compare', { project: project.id, path: path! }, signal), enabled: path !== null })
  return (
    <div className="report-compare">
      <Panel title="Another program’s classes" tools={
        <>
          <button type="button" className={path === null ? 'primary' : ''} onClick={() => setPicking(true)}>{path === null ? 'Choose a file…' : 'Choose another file…'}</button>
          {path !== null && <button type="button" onClick={() => setPath(null)}>Take it away</button>}
        </>
      }>
        {path === null && <p className="muted">A RELION _data.star, a cryoSPARC particles .cs, or a .csv of the same particles. Class maps that lie beside it are compared too.</p>}
        {path !== null && <p className="mono report-path-shown" data-testid="compared-path">{path}</p>}
        {path !== null && compared.isPending && <p role="status" aria-busy="true">Comparing …</p>}
        {compared.error && <Problem error={compared.error} />}
        {path !== null && compared.data && (
          <Facts facts={[
            ['Particles', `${count(compared.data.particles)} in both, matched by ${compared.data.matchedBy}`],
            ['Agreement', `${percent(compared.data.accuracy)} lie in corresponding classes, under the best one-to-one matching`],
            ['Adjusted Rand index', `${compared.data.ari.toFixed(3)} (1: the same grouping, 0: no more in common than by chance)`],
          ]} />
        )}
      </Panel>
      {path !== null && compared.data && <Compared comparison={compared.data} edits={edits} />}
      {picking && <PathPicker title="Choose the classes to compare with" wants="file" start={path === null ? null : path.replace(/[/\\][^/\\]*$/, '')} take="Compare" onClose={() => setPicking(false)} onTake={chosen => { setPicking(false); setPath(chosen) }} />}
    </div>
  )
}

function Compared({ comparison, edits }: { readonly comparison: AssignmentComparison; readonly edits: EditState }): ReactNode {
  const { theirLabels, ourLabels, counts, maps, mapsNote } = comparison
  return (
    <div className="report-compared" data-testid="comparison">
      <Panel title="Particles">
        <ConfusionTable title="Particles by class" rowTitle="Their class" columnTitle="Class here" rows={theirLabels.map(theirName)} columns={ourLabels.map(ourName)} counts={counts} />
      </Panel>
      <Panel title="Maps">
        {maps.length > 0 && <LineChart title="FSC of matched maps" height={280} x={{ title: 'Resolution', kind: 'resolution' }} y={{ title: 'FSC', range: [-0.2, 1], decimals: 3 }} series={matchedSeries(maps, edits.classes)} rules={RULES} />}
        {maps.length > 0 && (
          <table className="data">
            <thead><tr><th scope="col">Class here</th><th scope="col">Their class</th><th scope="col">FSC = 0.5 (Å)</th></tr></thead>
            <tbody>{maps.map(({ ours, theirs, resolutionA }) => <tr key={ours}><th scope="row">{ours}</th><td>{theirs}</td><td>{resolutionA === null ? <span title="They do not even correlate at the lowest resolution">–</span> : resolutionA.toFixed(1)}</td></tr>)}</tbody>
          </table>
        )}
        <p className="small muted">{mapsNote}</p>
      </Panel>
    </div>
  )
}
