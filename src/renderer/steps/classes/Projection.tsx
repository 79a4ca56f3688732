import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { greysOf } from '../../viewer/slice/slices.ts'
import type { SliceAxis } from '../../viewer/slice/slices.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { contrastOf, projectionOf } from './projections.ts'

/** A map seen along an axis, as a microscope without noise would. */
export function Projection({ label, map, axis }: { readonly label: string; readonly map: ValueMap; readonly axis: SliceAxis }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const paper = canvas.current?.getContext('2d')
    if (!paper) return
    const { box } = map
    const picture = projectionOf(map, axis)
    paper.canvas.width = paper.canvas.height = box
    paper.putImageData(new ImageData(greysOf(picture, box, ...contrastOf(picture, box)), box, box), 0, 0)
  }, [map, axis])
  return <canvas ref={canvas} className="class-projection" role="img" aria-label={`${label}, along ${axis}`} title={`Projection along ${axis}`} />
}
