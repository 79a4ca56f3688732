import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { titleOf } from '../../gallery/filters.ts'
import { HeatMap } from '../../plots/HeatMap.tsx'
import { Histogram } from '../../plots/Histogram.tsx'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { brushable, brushed, rangeOn, withoutColumn } from './brushing.ts'
import type { FullQuery } from './brushing.ts'
import { MicrographCounts } from './MicrographCounts.tsx'
import { PlotPanel } from './PlotPanel.tsx'
import { useLatest } from './useLatest.ts'

type Props = { readonly project: Project; readonly input: NonNullable<Project['input']>; readonly query: FullQuery; readonly onQuery: (query: FullQuery) => void; readonly onShow: () => void }
type PlotProps = { readonly project: Project; readonly query: FullQuery }

/** What is shown at first where the particles have it. */
const FIRST = 'defocus'

/** How the particles spread over what is known of them. A range drawn in a histogram is a filter on all of them, here and in the gallery. */
export function DistributionsTab({ project, input, query, onQuery, onShow }: Props): ReactNode {
  const columns = useCall('particles.columns', { project: project.id })
  const found = useLatest(useCall('particles.count', { project: project.id, query: { ...query, sort: null } }).data)
  const [second, setSecond] = useState<string | null>(null)
  if (columns.error) return <Problem error={columns.error} />
  if (!columns.data) return <p aria-busy="true">Looking through the particles …</p>
  const byKey = new Map(columns.data.map(column => [column.key, column]))
  const numbers = brushable(columns.data).filter(({ key }) => key !== 'row')
  const first = numbers.find(({ key }) => key === FIRST)
  const others = numbers.filter(column => column !== first)
  const chosen = others.find(({ key }) => key === second) ?? others.find(({ key }) => key === 'posterior') ?? others[0]
  const group = byKey.get('micrograph') ?? byKey.get('tomogram')
  const shared = { project, query, onQuery }
  return (
    <>
      <div className="row check-found">
        <span role="status">{found === undefined ? 'counting …' : found === input.particles ? `All ${count(found)} particles` : <strong>{count(found)} of {count(input.particles)} particles pass the filters</strong>}</span>
        {query.filters.length > 0 && <><button type="button" onClick={onShow}>Show them</button><button type="button" onClick={() => onQuery({ ...query, filters: [] })}>Remove all filters</button></>}
        <span className="small muted">Draw a range in a histogram, or type it below, to filter the particles everywhere.</span>
      </div>
      <div className="check-plots">
        {first && <ColumnHistogram key={first.key} {...shared} column={first} />}
        {chosen && (
          <ColumnHistogram key={chosen.key} {...shared} column={chosen}>
            <label className="row small">Another column<select value={chosen.key} onChange={event => setSecond(event.target.value)}>{others.map(column => <option key={column.key} value={column.key} title={column.about}>{titleOf(column)}</option>)}</select></label>
          </ColumnHistogram>
        )}
        {byKey.has('rot') && <Heat project={project} query={query} title="Angular coverage" x={byKey.get('rot')!} y={byKey.get('tilt')!} />}
        {byKey.has('x') && <Heat project={project} query={query} title="Shifts" x={byKey.get('x')!} y={byKey.get('y')!} isSquare />}
        {group && <MicrographCounts project={project} column={group} query={query} />}
      </div>
    </>
  )
}

type HistogramProps = PlotProps & { readonly column: Column; readonly onQuery: (query: FullQuery) => void; readonly children?: ReactNode }

function ColumnHistogram({ project, column: { key, title, unit }, query, onQuery, children }: HistogramProps): ReactNode {
  const answer = useCall('particles.histogram', { project: project.id, query: withoutColumn(query, key), column: key, bins: 50 })
  return (
    <PlotPanel answer={answer} draw={data => <Histogram title={title} x={{ title, ...(unit && { unit }) }} data={data} range={rangeOn(query, key)} onRange={range => onQuery(brushed(query, key, range))} />}>
      {children}
    </PlotPanel>
  )
}

function Heat({ project, query, title, x, y, isSquare = false }: PlotProps & { readonly title: string; readonly x: Column; readonly y: Column; readonly isSquare?: boolean }): ReactNode {
  const answer = useCall('particles.heat', { project: project.id, query: { ...query, sort: null }, x: x.key, y: y.key, bins: 36 })
  const axis = ({ title: name, unit }: Column): { title: string; unit?: string } => ({ title: name, ...(unit && { unit }) })
  return <PlotPanel answer={answer} draw={data => <HeatMap title={title} x={axis(x)} y={axis(y)} xEdges={data.x} yEdges={data.y} counts={data.counts} {...(isSquare ? { square: true } : { height: 360 })} />} />
}
