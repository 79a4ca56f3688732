import type { ReactNode } from 'react'
import type { VoxelGraph } from '../../viewer/layers.ts'
import { integer } from '../../plots/numbers.ts'
import type { MapsView } from './mapsView.ts'
import { Segments } from './Segments.tsx'

/** Through surfaces as clear as this the graph inside can be seen. */
const SEE_THROUGH = 0.35

export type GraphAnswer = VoxelGraph & { readonly shownEdges: number; readonly edgesInAll: number }

type Props = { readonly view: MapsView; readonly onView: (change: Partial<MapsView>) => void; readonly hasGraph: boolean; readonly graph: GraphAnswer | null }

/** How the maps are laid out and drawn. */
export function DrawingControls({ view: { layout, mode, opacity, graph: isOn }, onView, hasGraph, graph }: Props): ReactNode {
  const toggleGraph = (graphOn: boolean): void => onView({ graph: graphOn, ...(graphOn && opacity > SEE_THROUGH && { opacity: SEE_THROUGH }), ...(!graphOn && opacity === SEE_THROUGH && { opacity: 1 }) })
  return (
    <fieldset className="maps-part">
      <legend>View</legend>
      <Segments label="Layout" value={layout} onValue={value => onView({ layout: value })} options={[
        { value: 'side by side', title: 'Side by side', about: 'A view for each map; they turn together' },
        { value: 'overlaid', title: 'Overlaid', about: 'All maps in one view' },
      ]} />
      <Segments label="Drawn as" value={mode} onValue={value => onView({ mode: value })} options={[
        { value: 'surface', title: 'Surface', about: 'The surface at the level' },
        { value: 'volume', title: 'Volume', about: 'Density as a cloud that begins at the level' },
      ]} />
      <label className="maps-slider" title="How opaque the maps are, 10 to 100 %">
        <span>Opacity</span>
        <input type="range" min={0.1} max={1} step={0.05} value={opacity} aria-valuetext={`${Math.round(100 * opacity)} %`} onChange={event => onView({ opacity: event.currentTarget.valueAsNumber })} />
        <output>{Math.round(100 * opacity)} %</output>
      </label>
      {hasGraph && (
        <label className="maps-choice" title="The nodes of the voxel graph over the map, and the edges whose density varies together most">
          <input type="checkbox" checked={isOn} onChange={event => toggleGraph(event.currentTarget.checked)} />
          <span>Voxel graph{isOn && graph && <span className="muted small" data-testid="graph-edges"> {graph.shownEdges < graph.edgesInAll ? `strongest ${integer(graph.shownEdges)} of ${integer(graph.edgesInAll)} edges` : `all ${integer(graph.edgesInAll)} edges`}</span>}</span>
        </label>
      )}
    </fieldset>
  )
}
