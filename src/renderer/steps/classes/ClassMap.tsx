import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { mapAddress } from '../../../preload/contract/addresses.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { useOnScreen } from '../../viewer/hooks.ts'
import type { Layer, ViewState } from '../../viewer/layers.ts'
import { useMapVoxels } from '../../viewer/useMapVoxels.ts'
import { Projection } from './Projection.tsx'
import { useClassRgb } from './useClassRgb.ts'

const VolumeView = lazy(async () => ({ default: (await import('../../viewer/VolumeView.tsx')).VolumeView }))

/** Side of a map on a card, voxels: what so small a picture can show. */
const BOX = 96

type Props = {
  readonly project: Project
  readonly map: string
  readonly name: string
  readonly colour: number
  /** In 3D; otherwise, and until that is drawn, a still projection stands there. */
  readonly isLive: boolean
  readonly isTurning: boolean
  readonly onSight: (isOnScreen: boolean) => void
}

/** A class's map on its card: in 3D, and seen along the three axes. */
export function ClassMap({ project, map: file, name, colour, isLive, isTurning, onSight }: Props): ReactNode {
  const element = useRef<HTMLDivElement>(null)
  const isOnScreen = useOnScreen(element)
  useEffect(() => onSight(isOnScreen), [onSight, isOnScreen])
  const facts = useCall('maps.facts', { project: project.id, name: file })
  const { map, failure } = useMapVoxels(mapAddress(project.id, file, BOX), project.run?.ended ?? '')
  const rgb = useClassRgb(colour)
  const level = facts.data?.suggestedLevel
  const layers = useMemo((): Layer[] => (map && level !== undefined ? [{ ...map, id: file, colour: rgb, opacity: 1, level, mode: 'surface' }] : []), [map, level, rgb, file])
  const [isDrawn, setDrawn] = useState(false)
  const onState = useCallback(({ isBusy }: ViewState) => setDrawn(before => before || !isBusy), [])
  useEffect(() => setDrawn(false), [isLive])
  const isIn3d = isLive && layers.length > 0
  return (
    <div ref={element} className="class-map">
      <div className="class-turning">
        {failure !== null || facts.error
          ? <span className="small muted" role="img" aria-label={`${name}: no map`} title={failure ?? facts.error?.message}>no map</span>
          : (
            <>
              {map && !(isIn3d && isDrawn) && <Projection label={name} map={map} axis="z" />}
              {isIn3d && <div className={isDrawn ? '' : 'is-waiting'}><Suspense><VolumeView label={`${name} in 3D`} layers={layers} autoTurn={isTurning} interactive={false} quality="low" scaleBar={false} onState={onState} /></Suspense></div>}
            </>
          )}
      </div>
      <div className="class-projections">{map && (['x', 'y', 'z'] as const).map(axis => <Projection key={axis} label={name} map={map} axis={axis} />)}</div>
    </div>
  )
}
