import { Suspense, lazy, useMemo } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import type { ViewCamera } from '../../viewer/camera.ts'
import type { Layer } from '../../viewer/layers.ts'
import { sigmasOf } from '../../viewer/levels.ts'
import { SliceView } from '../../viewer/slice/SliceView.tsx'
import type { SliceState } from '../../viewer/slice/sliceState.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { INSIDE } from './mask.ts'

const VolumeView = lazy(async () => ({ default: (await import('../../viewer/VolumeView.tsx')).VolumeView }))

const VECTOR = z.tuple([z.number(), z.number(), z.number()])
const CAMERA: z.ZodType<ViewCamera | null> = z.object({ position: VECTOR, focalPoint: VECTOR, viewUp: VECTOR, scale: z.number().positive() }).nullable()
const SLICE: z.ZodType<SliceState | null> = z.object({ axis: z.enum(['x', 'y', 'z']), index: z.int().min(0), blackSigma: z.number(), whiteSigma: z.number() }).nullable()

/** Steel and amber: told apart by lightness too, on light and on dark ground. */
const MAP_COLOUR = [0.45, 0.56, 0.7] as const
const MASK_COLOUR = [0.95, 0.65, 0.1] as const
const MASK_OPACITY = 0.3

type Props = { readonly project: Project; readonly map: ValueMap; readonly facts: MapFacts; readonly level: number; readonly mask: ValueMap | null }

/** The consensus as a surface and in slices, each with the mask over it. */
export function ConsensusView({ project, map, facts, level, mask }: Props): ReactNode {
  const [camera, setCamera] = useSaved(project, 'check.camera', CAMERA, null)
  const [slice, setSlice] = useSaved(project, 'check.slice', SLICE, null)
  const layers = useMemo((): Layer[] => [
    { ...map, id: 'consensus', colour: MAP_COLOUR, opacity: 1, level, mode: 'surface' },
    ...(mask ? [{ ...mask, id: 'mask', colour: MASK_COLOUR, opacity: MASK_OPACITY, level: INSIDE, mode: 'surface' as const }] : []),
  ], [map, level, mask])
  const outline = useMemo(() => (mask ? { map: mask, level: INSIDE } : { map, level }), [map, mask, level])
  const at = `surface at ${sigmasOf(facts, level).toFixed(1)} σ`
  return (
    <>
      <figure className="check-view">
        <div><Suspense fallback={<div className="view" data-state="busy" />}><VolumeView label={`Consensus, ${at}${mask ? ', inside the mask' : ''}`} layers={layers} camera={camera} onCameraSettled={setCamera} /></Suspense></div>
        <figcaption className="small muted">Consensus, {at}{mask ? '; around it, see-through, the mask' : ''}. Drag turns, the wheel zooms.</figcaption>
      </figure>
      <figure className="check-view">
        <div><SliceView label="Consensus" map={map} facts={facts} outline={outline} onSlice={setSlice} {...(slice && { slice })} /></div>
        <figcaption className="small muted">Slice; the line is {mask ? 'the middle of the mask’s edge' : 'the level'}.</figcaption>
      </figure>
    </>
  )
}
