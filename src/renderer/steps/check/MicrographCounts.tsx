import type { ReactNode } from 'react'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { Histogram } from '../../plots/Histogram.tsx'
import { countsWords } from './brushing.ts'
import type { FullQuery } from './brushing.ts'
import { PlotPanel } from './PlotPanel.tsx'

/** Most bars that one plot gets: with more micrographs a bar stands for several. */
const MOST = 200

/** How many of the particles each micrograph, or tomogram, gave; they are counted from 1 as in the file. */
export function MicrographCounts({ project, column, query }: { readonly project: Project; readonly column: Column; readonly query: FullQuery }): ReactNode {
  const answer = useCall('particles.histogram', { project: project.id, query: { ...query, sort: null }, column: column.key, bins: MOST })
  const { title, names, range } = column
  const isEach = range !== null && range[1] - range[0] < MOST
  return (
    <PlotPanel answer={answer} draw={({ edges, counts }) => <Histogram title={`Particles by ${title.toLowerCase()}`} x={{ title: `${title}, in the order of the file` }} data={{ edges: edges.map(edge => edge + 1), counts }} />}>
      {answer.data && isEach && <p className="small muted">{countsWords(title.toLowerCase(), answer.data.counts, names)}</p>}
    </PlotPanel>
  )
}
