import type { ReactNode } from 'react'
import { useCall } from '../../api/queries.ts'
import { legendEntry } from './ColourBar.tsx'
import { ColourControls } from './ColourControls.tsx'
import type { ColourKey } from './colourChoice.ts'
import { DrawingControls } from './DrawingControls.tsx'
import { Failures } from './Failures.tsx'
import { LevelControls } from './LevelControls.tsx'
import type { PageProps } from './pageProps.ts'
import { SavePicture } from './SavePicture.tsx'
import type { Captured } from './SavePicture.tsx'
import type { ShownMap } from './shownLayers.ts'
import { Views } from './Views.tsx'
import { useViewSources } from './viewSources.ts'
import type { ViewSources } from './viewSources.ts'
import { useVolumeViews } from './volumeViews.ts'

/** The maps in 3D. */
export function VolumePage(props: PageProps): ReactNode {
  const { project, entries, classMaps, view, onView, chooser } = props
  const sources = useViewSources()
  const { maps, measured, scaleKey, errors, onDrawn } = useVolumeViews(props)
  const hasGraph = project.report?.graph !== undefined
  const graph = useCall('maps.graph', { project: project.id }, view.graph && hasGraph)
  const views = view.layout === 'side by side' ? maps.map(map => [map]) : maps.length > 0 ? [maps] : []
  return (
    <div className="maps-page">
      <div className="maps-side" data-testid="maps-controls">
        {chooser}
        <LevelControls choice={view.level} maps={measured} onChoice={level => onView({ level })} />
        <ColourControls choice={view.colour} scaleKey={scaleKey} references={classMaps} hasLocal={entries.some(({ kind }) => kind === 'local resolution')} isSurface={view.mode === 'surface'} onChoice={colour => onView({ colour })} />
        <DrawingControls view={view} onView={onView} hasGraph={hasGraph} graph={graph.data ?? null} />
      </div>
      <div className="maps-main">
        <Failures errors={[...errors, graph.error]} />
        {views.length === 0 && <p className="maps-none muted">Choose a map on the left, up to four to compare them.</p>}
        <Views project={project} views={views} graph={view.graph ? graph.data ?? null : null} scaleKey={scaleKey} sources={sources} onDrawn={onDrawn} tools={<SavePicture capture={() => captured(project.name, views, sources, scaleKey)} />} />
      </div>
    </div>
  )
}

const captionOf = ({ choice, words }: ShownMap): string => `${choice.title}, ${words}`

/** A picture of the views: their maps by name and level, and what the colours mean. */
function captured(name: string, views: readonly (readonly ShownMap[])[], sources: ViewSources, scaleKey: ColourKey | null): Captured {
  const maps = views.flat(), isOverlaid = views.length < maps.length
  const legend = scaleKey ? [legendEntry(scaleKey)] : isOverlaid ? maps.map(map => ({ kind: 'colour', label: captionOf(map), colour: map.colour } as const)) : []
  return {
    name: `${name} ${maps.map(({ choice }) => choice.title).join(' ')}`, options: { title: name, legend },
    views: views.flatMap(one => sources.captured(one[0].choice.entry.name, one.map(captionOf).join('; '))),
  }
}
