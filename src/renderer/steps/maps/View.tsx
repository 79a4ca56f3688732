import { Suspense, lazy, useCallback, useEffect, useRef, useState } from 'react'
import type { ReactNode, Ref } from 'react'
import type { CameraProps } from '../../viewer/useCamera.ts'
import type { ViewState, VoxelGraph } from '../../viewer/layers.ts'
import type { PictureSource } from '../../viewer/picture.ts'
import type { ShownMap } from './shownLayers.ts'
import { ViewCaption } from './ViewCaption.tsx'

const VolumeView = lazy(async () => ({ default: (await import('../../viewer/VolumeView.tsx')).VolumeView }))

type Props = Required<CameraProps> & { readonly maps: readonly ShownMap[]; readonly graph: VoxelGraph | null; readonly hasScale: boolean; readonly onDrawn: (names: readonly string[]) => void; readonly ref: Ref<PictureSource> }

/** One map, or several in one frame, under their names. `data-ready` once they are drawn, `data-whole` once at full sampling. */
export function View({ maps, graph, hasScale, camera, onCamera, onCameraSettled, onDrawn, ref }: Props): ReactNode {
  const layers = maps.flatMap(({ layer }) => layer ?? [])
  const { isReady, isWhole, hear } = useDrawn(maps, onDrawn)
  const missing = maps.filter(({ layer }) => !layer).map(({ choice }) => choice.title)
  const label = maps.map(({ choice, words }) => `${choice.title}, ${words}`).join('; ')
  return (
    <figure className="maps-view" data-ready={isReady} data-whole={isWhole} data-testid="map-view">
      <figcaption>{maps.map(map => <ViewCaption key={map.choice.entry.name} choice={map.choice} words={map.words} tint={hasScale || (map.choice.entry.kind === 'map' && !map.choice.isMerged) ? null : map.colour} />)}</figcaption>
      <div className="maps-picture">
        {layers.length === 0
          ? <div className="view" data-state="busy"><p className="view-message">Fetching {missing.join(', ')} …</p></div>
          : <Suspense fallback={<div className="view" data-state="busy" />}><VolumeView label={label} layers={layers} graph={graph} camera={camera} onCamera={onCamera} onCameraSettled={onCameraSettled} onState={hear} ref={ref} /></Suspense>}
      </div>
    </figure>
  )
}

const nameOf = ({ choice }: ShownMap): string => choice.entry.name

/** Of the maps that a view was given, which it has drawn; `hear` is told how far the view is. */
function useDrawn(maps: readonly ShownMap[], onDrawn: Props['onDrawn']): { readonly isReady: boolean; readonly isWhole: boolean; readonly hear: (state: ViewState) => void } {
  const [drawn, setDrawn] = useState<readonly ShownMap[]>([])
  const given = useRef(maps)
  useEffect(() => {
    given.current = maps
  })
  const hear = useCallback(({ isBusy }: ViewState) => {
    if (isBusy) return
    const there = given.current.filter(({ layer }) => layer)
    setDrawn(there)
    onDrawn(there.map(nameOf))
  }, [onDrawn])
  const isReady = maps.every(map => drawn.some(one => nameOf(one) === nameOf(map)))
  return { hear, isReady, isWhole: isReady && maps.every(map => map.isWhole && drawn.some(one => one.isWhole && nameOf(one) === nameOf(map))) }
}
