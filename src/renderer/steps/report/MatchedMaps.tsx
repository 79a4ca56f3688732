import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { LineChart } from '../../plots/LineChart.tsx'
import { Problem } from '../../ui/Notice.tsx'
import { className, matchedSeries } from './comparison.ts'

const RULES = [{ at: 0.5, text: '0.5' }]

type Props = { readonly project: Project; readonly edits: EditState; readonly path: string; readonly sign: number }

/** FSC of the maps of corresponding classes. */
export function MatchedMaps({ project, edits, path, sign }: Props): ReactNode {
  const matched = useQuery({
    queryKey: ['exports.compareMaps', project.id, path, project.run?.created, edits.classes, edits.moved, edits.edits],
    queryFn: ({ signal }) => callHost('exports.compareMaps', { project: project.id, path }, signal),
  })
  if (matched.error) return <Problem error={matched.error} />
  if (!matched.data) return <p role="status" aria-busy="true">Comparing maps …</p>
  const { maps, note } = matched.data
  return (
    <div data-testid="matched-maps">
      {maps.length > 0 && <LineChart title="FSC of matched maps" height={280} x={{ title: 'Resolution', kind: 'resolution' }} y={{ title: 'FSC', range: [-0.2, 1], decimals: 3 }} series={matchedSeries(maps, edits.classes)} rules={RULES} />}
      {maps.length > 0 && (
        <table className="data">
          <thead><tr><th scope="col">Class here</th><th scope="col">Their class</th><th scope="col">FSC = 0.5 (Å)</th></tr></thead>
          <tbody>{maps.map(({ ours, theirs, resolutionA }) => <tr key={ours}><th scope="row">{ours}</th><td>{className(sign, theirs)}</td><td>{resolutionA === null ? <span title="They do not even correlate at the lowest resolution">–</span> : resolutionA.toFixed(1)}</td></tr>)}</tbody>
        </table>
      )}
      <p className="small muted">{note}</p>
    </div>
  )
}
