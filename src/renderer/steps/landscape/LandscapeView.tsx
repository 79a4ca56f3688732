import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { MOST_LABEL } from '../../../preload/contract/calls/labels.ts'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { NetworkFeatures } from '../../../preload/contract/networkFeatures.ts'
import { useSaved } from '../../api/saved.ts'
import type { Range } from '../../plots/bins.ts'
import { Histogram } from '../../plots/Histogram.tsx'
import type { Table } from '../../plots/table.ts'
import { combined, rowsOf } from '../../scatter/choosing.ts'
import type { Points, View } from '../../scatter/points.ts'
import { Scatter } from '../../scatter/Scatter.tsx'
import { NO_WAY } from '../../scatter/way.ts'
import { count } from '../../ui/format.ts'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { useUmap } from '../../umap/useUmap.ts'
import { useEdits } from '../classes/useEdits.ts'
import { Beside } from '../motion/Beside.tsx'
import { MotionPanel } from '../motion/MotionPanel.tsx'
import { endToEnd, planeThrough } from '../motion/plane.ts'
import { stopsOf } from '../motion/stopsOf.ts'
import { useMotion } from '../motion/useMotion.ts'
import { useLabelling } from '../teach/useLabelling.ts'
import { ChosenParticles } from './ChosenParticles.tsx'
import { middlesOf, ofCategory } from './colourBy.ts'
import type { Category } from './colourBy.ts'
import { ColourLegend, MOST_NAMED, lookOf, markOf } from './ColourLegend.tsx'
import { ComponentsTable } from './ComponentsTable.tsx'
import { MotionKind } from './MotionKind.tsx'
import { histogramOf, within } from './histogramOf.ts'
import { LandscapeControls } from './LandscapeControls.tsx'
import { landscapeTable } from './landscapeTable.ts'
import { NetworkFeaturesNote } from './NetworkFeaturesNote.tsx'
import { FIRST_LANDSCAPE, KEPT_LANDSCAPE, PLANES, axisOf, componentAxis, planeOf, planeShown, planesOf } from './planes.ts'
import type { Source, Space } from './spaces.ts'
import { UmapPanel } from './UmapPanel.tsx'
import { choicesOf, holdsClasses, useColouring } from './useColouring.ts'

type Props = {
  readonly project: Project
  readonly embedding: Embedding | null
  readonly features: NetworkFeatures | null
  /** Why there are no features, where there are none. */
  readonly why: string | null
  /** What of both there is, at least one. */
  readonly spaces: readonly Space[]
  readonly columns: readonly Column[]
}

const BINS = 60
/** Labels where no set has been begun: the first that is given begins one. */
const NO_SET = Array.from({ length: MOST_LABEL + 1 }, (_, label) => ({ label, name: label === 0 ? 'junk' : `class ${label}` }))
const OPEN: Range = { min: null, max: null }

/** The landscape itself: points, what colours them, the histogram along an axis, and the particles that are chosen by either. */
export function LandscapeView({ project, embedding, features, why, spaces, columns }: Props): ReactNode {
  const [kept, keep] = useSaved(project, 'landscape.view', KEPT_LANDSCAPE, FIRST_LANDSCAPE)
  const [view, setView] = useState<View | null>(null)
  const [chosen, setChosen] = useState<Uint8Array | null>(null)
  const [range, setRange] = useState<Range>(OPEN)
  const [marked, setMarked] = useState<readonly number[]>([])
  const { state: edits, changing } = useEdits(project)
  const { current: labelSet, apply } = useLabelling(project)
  const motion = useMotion(project)
  const coordinatesOf = (wanted: Source): Space['coordinates'] | null => spaces.find(one => one.source === wanted)?.coordinates ?? null
  const umaps = { components: useUmap(coordinatesOf('components')), network: useUmap(coordinatesOf('network')) }

  const plane = planeShown(kept.plane, spaces), { source, isUmap } = PLANES[plane]
  const space = spaces.find(one => one.source === source) ?? null, { umap, start, stop } = umaps[source]
  const axes = useMemo(() => spaces.flatMap(one => one.axes), [spaces])
  const choices = useMemo(() => choicesOf(columns, axes), [columns, axes])
  const choice = choices.find(({ key }) => key === kept.colour) ?? choices[0]
  const own = space?.axes ?? axes, x = axisOf(own, kept.x, 0), y = axisOf(own, kept.y, 1)
  const walkPlane = planeThrough(embedding, x.key, y.key, plane === 'components')
  const laidOut = isUmap && umap.state === 'done' ? umap : null
  const points = useMemo((): Points => laidOut ?? planeOf(x, y), [laidOut, x, y])
  const { shown, error } = useColouring(project, choice, points, edits)
  const ofClasses = shown !== null && holdsClasses(shown.by) ? edits : null
  const labels = useMemo(() => {
    if (!shown || shown.categories.length > MOST_NAMED) return []
    return middlesOf(points, shown.values, shown.categories).map(({ category, x: right, y: up }) => ({ mark: markOf(category, ofClasses), name: lookOf(category, ofClasses).name, x: right, y: up }))
  }, [points, shown, ofClasses])
  const counted = axisOf(axes, kept.histogram, 0)
  const histogram = useMemo(() => histogramOf(counted.values, BINS), [counted])
  const rows = useMemo(() => rowsOf(chosen), [chosen])

  const drawnAxes = useMemo(() => (isUmap ? [{ title: 'UMAP 1' }, { title: 'UMAP 2' }] : [componentAxis(x), componentAxis(y)]), [isUmap, x, y])
  const table = useMemo(() => {
    let made: Table | null = null
    return () => (made ??= landscapeTable(points, drawnAxes, shown!, rows))
  }, [points, drawnAxes, shown, rows])

  const choose = (next: Uint8Array | null): void => {
    setChosen(next)
    setRange(OPEN)
    setMarked([])
  }
  const brush = (next: Range): void => {
    choose(within(counted.values, next))
    setRange(next)
  }
  const chooseCategory = (category: Category, isAdded: boolean): void => {
    if (shown) choose(combined(chosen, ofCategory(points, shown.values, category), isAdded ? 'add' : 'set'))
  }
  const change = (part: Partial<typeof kept>): void => {
    keep({ ...kept, ...part })
    if ('plane' in part || 'x' in part || 'y' in part) {
      setView(null)
      motion.setWay(NO_WAY)
    }
    if ('histogram' in part) setRange(OPEN)
  }
  const draw = (): void => change(walkPlane.isShown ? { tool: 'path' } : { tool: 'path', plane: 'components' })
  const stops = walkPlane.isShown && motion.side === 'motion' && motion.shown ? stopsOf(motion.shown, walkPlane.x, walkPlane.y, motion.near) : []
  const title = `Landscape, ${isUmap ? PLANES[plane].title : `${x.title.toLowerCase()} and ${y.title.toLowerCase()}`}`
  const drawn = laidOut ? laidOut.points : space?.used ?? 0
  const hasPoints = space !== null && (!isUmap || laidOut !== null)
  const chosenParticles = project.input && (
    <ChosenParticles
      project={project} input={project.input} rows={rows} shown={shown} classes={edits?.classes ?? []} labels={labelSet?.labels ?? NO_SET}
      onMarked={setMarked} onMove={(moved, into) => changing({ kind: 'move', rows: moved, into })} onLabel={apply}
      {...(embedding && { onMap: chosenRows => motion.begin({ kind: 'chosen', rows: chosenRows }) })} />
  )
  return (
    <div className="landscape">
      <div className="stack">
        {embedding && <MotionKind embedding={embedding} />}
        <LandscapeControls planes={planesOf(spaces)} space={space} axes={axes} kept={{ ...kept, plane, x: x.key, y: y.key, colour: choice.key, histogram: counted.key }} choices={choices} onChange={change} />
        {!space && <Notice kind="info" title="There are no network features"><p>{why}</p></Notice>}
        {space && isUmap && <UmapPanel umap={umap} space={space} onStart={start} onStop={stop} />}
        {error && <Problem error={error} />}
        {hasPoints && shown && (
          <Scatter
            title={title} summary={`${count(drawn)} particles, coloured by ${shown.by.title.toLowerCase()}; ${rows.length === 0 ? 'none is chosen' : `${count(rows.length)} are chosen`}.`}
            points={points} used={drawn} x={drawnAxes[0]} y={drawnAxes[1]} colouring={shown.colouring} {...(shown.scale && { scale: shown.scale })} labels={labels} chosen={chosen} onChoose={choose} marked={marked}
            view={view} onView={setView} tool={kept.tool} onTool={tool => change({ tool })} stops={stops} {...(walkPlane.isShown && { drawing: motion })} table={table} />
        )}
        {hasPoints && !shown && !error && <p aria-busy="true">Reading {choice.title} …</p>}
        {hasPoints && shown && (shown.scale
          ? <p className="small muted">Colours reach from the 1st to the 99th percentile; what lies beyond has the end’s colour, what has no value is grey.</p>
          : <ColourLegend title={shown.by.title} categories={shown.categories} edits={ofClasses} onChoose={chooseCategory} />)}
        {histogram && <Histogram title={`Histogram of ${counted.title.toLowerCase()}`} x={{ title: counted.title }} data={histogram} range={range} onRange={brush} height={180} />}
        {embedding && <details><summary>How much each component explains</summary><ComponentsTable embedding={embedding} /></details>}
        {features && <NetworkFeaturesNote features={features} />}
      </div>
      {embedding
        ? <Beside side={motion.side} onSide={motion.setSide} chosen={rows.length}>{motion.side === 'motion' ? <MotionPanel project={project} embedding={embedding} motion={motion} plane={walkPlane} onDraw={draw} ends={() => endToEnd(x.values)} /> : chosenParticles}</Beside>
        : chosenParticles}
    </div>
  )
}
