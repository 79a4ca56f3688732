import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { MOST_LABEL } from '../../../preload/contract/calls/labels.ts'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import type { Range } from '../../plots/bins.ts'
import { Histogram } from '../../plots/Histogram.tsx'
import type { Table } from '../../plots/table.ts'
import { combined, rowsOf } from '../../scatter/choosing.ts'
import type { Points, View } from '../../scatter/points.ts'
import { Scatter } from '../../scatter/Scatter.tsx'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { useUmap } from '../../umap/useUmap.ts'
import type { Coordinates } from '../../umap/useUmap.ts'
import { useEdits } from '../classes/useEdits.ts'
import { useLabelling } from '../teach/useLabelling.ts'
import { ChosenParticles } from './ChosenParticles.tsx'
import { middlesOf, ofCategory } from './colourBy.ts'
import type { Category } from './colourBy.ts'
import { ColourLegend, MOST_NAMED, lookOf, markOf } from './ColourLegend.tsx'
import { ComponentsTable } from './ComponentsTable.tsx'
import { histogramOf, within } from './histogramOf.ts'
import { LandscapeControls } from './LandscapeControls.tsx'
import { FIRST_LANDSCAPE, KEPT_LANDSCAPE, along, componentAt, componentAxis, planeOf } from './planes.ts'
import { landscapeTable } from './landscapeTable.ts'
import { UmapPanel } from './UmapPanel.tsx'
import { choicesOf, holdsClasses, useColouring } from './useColouring.ts'

type Props = { readonly project: Project; readonly embedding: Embedding; readonly coordinates: Coordinates; readonly columns: readonly Column[] }

const BINS = 60
/** Labels where no set has been begun: the first that is given begins one. */
const NO_SET = Array.from({ length: MOST_LABEL + 1 }, (_, label) => ({ label, name: label === 0 ? 'junk' : `class ${label}` }))
const OPEN: Range = { min: null, max: null }

/** The landscape itself: points, what colours them, the histogram of a component, and the particles that are chosen by either. */
export function LandscapeView({ project, embedding, coordinates, columns }: Props): ReactNode {
  const { components, used } = embedding
  const [kept, keep] = useSaved(project, 'landscape.view', KEPT_LANDSCAPE, FIRST_LANDSCAPE)
  const [view, setView] = useState<View | null>(null)
  const [chosen, setChosen] = useState<Uint8Array | null>(null)
  const [range, setRange] = useState<Range>(OPEN)
  const [marked, setMarked] = useState<readonly number[]>([])
  const { state: edits, changing } = useEdits(project)
  const { current: labelSet, apply } = useLabelling(project)
  const { umap, start, stop } = useUmap(coordinates)

  const choices = useMemo(() => choicesOf(columns, embedding), [columns, embedding])
  const choice = choices.find(({ key }) => key === kept.colour) ?? choices[0]
  const [x, y] = [componentAt(embedding, kept.x, 0), componentAt(embedding, kept.y, 1)]
  const isUmap = kept.plane === 'umap'
  const laidOut = isUmap && umap.state === 'done' ? umap : null
  const points = useMemo((): Points => laidOut ?? planeOf(coordinates, x, y), [laidOut, coordinates, x, y])
  const { shown, error } = useColouring(project, choice, coordinates, points, edits)
  const ofClasses = shown !== null && holdsClasses(shown.by) ? edits : null
  const labels = useMemo(() => {
    if (!shown || shown.categories.length > MOST_NAMED) return []
    return middlesOf(points, shown.values, shown.categories).map(({ category, x: right, y: up }) => ({ mark: markOf(category, ofClasses), name: lookOf(category, ofClasses).name, x: right, y: up }))
  }, [points, shown, ofClasses])
  const counted = componentAt(embedding, kept.histogram, 0)
  const profile = useMemo(() => along(coordinates, counted), [coordinates, counted])
  const histogram = useMemo(() => histogramOf(profile, BINS), [profile])
  const rows = useMemo(() => rowsOf(chosen), [chosen])

  const axes = useMemo(() => (isUmap ? [{ title: 'UMAP 1' }, { title: 'UMAP 2' }] : [componentAxis(components[x]), componentAxis(components[y])]), [isUmap, components, x, y])
  const table = useMemo(() => {
    let made: Table | null = null
    return () => (made ??= landscapeTable(points, axes, shown!, rows))
  }, [points, axes, shown, rows])

  const choose = (next: Uint8Array | null): void => {
    setChosen(next)
    setRange(OPEN)
    setMarked([])
  }
  const brush = (next: Range): void => {
    choose(within(profile, next))
    setRange(next)
  }
  const chooseCategory = (category: Category, isAdded: boolean): void => {
    if (shown) choose(combined(chosen, ofCategory(points, shown.values, category), isAdded ? 'add' : 'set'))
  }
  const change = (part: Partial<typeof kept>): void => {
    keep({ ...kept, ...part })
    if ('plane' in part || 'x' in part || 'y' in part) setView(null)
    if ('histogram' in part) setRange(OPEN)
  }
  const title = isUmap ? 'Landscape, UMAP' : `Landscape, ${components[x].title.toLowerCase()} and ${components[y].title.toLowerCase()}`
  const drawn = laidOut ? laidOut.points : used
  const hasPoints = !isUmap || laidOut !== null
  return (
    <div className="landscape">
      <div className="stack">
        <LandscapeControls embedding={embedding} kept={{ ...kept, x: components[x].key, y: components[y].key, colour: choice.key, histogram: components[counted].key }} choices={choices} onChange={change} />
        {isUmap && <UmapPanel umap={umap} used={used} components={components.length} onStart={start} onStop={stop} />}
        {error && <Problem error={error} />}
        {hasPoints && shown && (
          <Scatter
            title={title} summary={`${count(drawn)} particles, coloured by ${shown.by.title.toLowerCase()}; ${rows.length === 0 ? 'none is chosen' : `${count(rows.length)} are chosen`}.`}
            points={points} used={drawn} x={axes[0]} y={axes[1]} colouring={shown.colouring} {...(shown.scale && { scale: shown.scale })} labels={labels} chosen={chosen} onChoose={choose} marked={marked}
            view={view} onView={setView} tool={kept.tool} onTool={tool => change({ tool })} table={table} />
        )}
        {hasPoints && !shown && !error && <p aria-busy="true">Reading {choice.title} …</p>}
        {hasPoints && shown && (shown.scale
          ? <p className="small muted">Colours reach from the 1st to the 99th percentile; what lies beyond has the end’s colour, what has no value is grey.</p>
          : <ColourLegend title={shown.by.title} categories={shown.categories} edits={ofClasses} onChoose={chooseCategory} />)}
        {histogram && <Histogram title={`Histogram of ${components[counted].title.toLowerCase()}`} x={{ title: components[counted].title }} data={histogram} range={range} onRange={brush} height={180} />}
        <details><summary>How much each component explains</summary><ComponentsTable embedding={embedding} /></details>
      </div>
      {project.input && <ChosenParticles project={project} input={project.input} rows={rows} shown={shown} classes={edits?.classes ?? []} labels={labelSet?.labels ?? NO_SET} onMarked={setMarked} onMove={(moved, into) => changing({ kind: 'move', rows: moved, into })} onLabel={apply} />}
    </div>
  )
}
