import { useRef } from 'react'
import type { ReactNode } from 'react'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import { useSize } from '../../viewer/hooks.ts'
import { SliceControls } from '../../viewer/slice/SliceControls.tsx'
import { initialSlice } from '../../viewer/slice/sliceState.ts'
import { SliceView } from '../../viewer/slice/SliceView.tsx'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { Failures } from './Failures.tsx'
import type { MapChoice } from './mapChoices.ts'
import type { SlicePlace } from './mapsView.ts'
import type { PageProps } from './pageProps.ts'
import { SavePicture } from './SavePicture.tsx'
import type { Captured } from './SavePicture.tsx'
import { placeOfSlice, sliceAt } from './slicePlace.ts'
import { useMaps } from './useMaps.ts'
import { ViewCaption } from './ViewCaption.tsx'
import { GAP, columnsOf } from './viewGrid.ts'
import { useViewSources } from './viewSources.ts'

type Sliced = { readonly choice: MapChoice; readonly map: ValueMap; readonly facts: MapFacts }

/** The same slice through each of the maps. */
export function SlicePage({ project, shown, view, onView, version, chooser }: PageProps): ReactNode {
  const sources = useViewSources()
  const grid = useRef<HTMLDivElement>(null)
  const width = useSize(grid)?.width ?? 0
  const arriving = useMaps(project, shown.map(({ entry }) => entry), version)
  const sliced = shown.map((choice, i): Sliced | null => {
    const { map, facts } = arriving[i]
    return map && facts && { choice, map, facts }
  })
  const first = sliced.find(one => one !== null)
  const place = view.slice ?? (first ? placeOfSlice(initialSlice(first.map, first.facts), first.map) : null)
  const move = (slice: SlicePlace): void => onView({ slice })
  const captured = (): Captured => ({
    name: `${project.name} ${shown.map(({ title }) => title).join(' ')} ${place!.axis} slice`, options: { title: `${project.name}, ${place!.axis} slice at ${place!.placeA.toFixed(1)} Å` },
    views: shown.flatMap(({ entry, title }) => sources.captured(entry.name, title)),
  })
  return (
    <div className="maps-page">
      <div className="maps-side" data-testid="maps-controls">
        {chooser}
        {first && place && (
          <fieldset className="maps-part">
            <legend>Slice of all maps</legend>
            <SliceControls label={shown.map(({ title }) => title).join(', ')} map={first.map} facts={first.facts} state={sliceAt(place, first.map)} onChange={slice => move(placeOfSlice(slice, first.map))} />
          </fieldset>
        )}
      </div>
      <div className="maps-main">
        <Failures errors={arriving.map(({ failure }) => failure)} />
        {shown.length === 0 && <p className="maps-none muted">Choose a map on the left, up to four to compare them.</p>}
        <div ref={grid} className="maps-views" data-parts={shown.some(({ part }) => part !== null)} style={{ gap: GAP, gridTemplateColumns: `repeat(${columnsOf(shown.length, width)}, minmax(0, 1fr))` }} data-testid="maps-views">
          {shown.map((choice, i) => (
            <figure key={choice.entry.name} className="maps-view maps-slice" data-ready={sliced[i] !== null} data-whole={arriving[i].isWhole} data-testid="map-view">
              <figcaption><ViewCaption choice={choice} /></figcaption>
              <div className="maps-picture">
                {sliced[i] && place
                  ? <SliceView label={choice.title} map={sliced[i].map} facts={sliced[i].facts} slice={sliceAt(place, sliced[i].map)} onSlice={slice => move(placeOfSlice(slice, sliced[i]!.map))} ref={sources.refOf(choice.entry.name)} />
                  : <div className="view" data-state="busy"><p className="view-message">Fetching {choice.title} …</p></div>}
              </div>
            </figure>
          ))}
        </div>
        {first && <div className="maps-foot"><SavePicture capture={captured} /></div>}
      </div>
    </div>
  )
}
