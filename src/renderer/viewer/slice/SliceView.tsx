import { useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { ReactElement, Ref } from 'react'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import { useSize } from '../hooks.ts'
import { levelAtSigmas } from '../levels.ts'
import type { PictureSource } from '../picture.ts'
import { ScaleBar } from '../ScaleBar.tsx'
import type { ValueMap } from '../surface/sampleMap.ts'
import { drawSlice } from './drawSlice.ts'
import { DensityReadout } from './DensityReadout.tsx'
import { SliceControls } from './SliceControls.tsx'
import { initialSlice } from './sliceState.ts'
import type { SliceState } from './sliceState.ts'

export type SliceViewProps = {
  /** What is shown: "Class 2". */
  readonly label: string
  readonly map: ValueMap
  readonly facts: Pick<MapFacts, 'mean' | 'sigma' | 'max'>
  /** A second map, drawn as the line where it crosses `level`: a mask. */
  readonly outline?: { readonly map: ValueMap; readonly level: number }
  /** Left out: the view keeps its own. */
  readonly slice?: SliceState
  readonly onSlice?: (slice: SliceState) => void
  readonly ref?: Ref<PictureSource>
}

/** Slices through a map, with sliders for place and contrast; the wheel over the picture steps through. */
export function SliceView({ label, map, facts, outline, slice, onSlice, ref }: SliceViewProps): ReactElement {
  const [own, setOwn] = useState<SliceState>(() => initialSlice(map, facts))
  const state = slice ?? own
  const { axis, blackSigma, whiteSigma } = state
  const index = Math.min(state.index, map.box - 1)
  const change = (next: SliceState): void => {
    setOwn(next)
    onSlice?.(next)
  }
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(frame)
  const side = size ? Math.floor(Math.min(size.width, size.height)) : 0
  const picture = { map, axis, index, low: levelAtSigmas(facts, blackSigma), high: levelAtSigmas(facts, whiteSigma), outline }

  const { low, high } = picture
  useEffect(() => {
    const paper = canvas.current?.getContext('2d')
    if (!paper || side === 0) return
    const pixels = Math.round(side * devicePixelRatio)
    paper.canvas.width = paper.canvas.height = pixels
    drawSlice(paper, pixels, devicePixelRatio, { map, axis, index, low, high, outline })
  }, [map, axis, index, low, high, outline, side])

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const step = (event: WheelEvent): void => {
      event.preventDefault()
      change({ ...state, index: Math.max(0, Math.min(map.box - 1, index - Math.sign(event.deltaY))) })
    }
    element.addEventListener('wheel', step, { passive: false })
    return () => element.removeEventListener('wheel', step)
  })

  const angstromPerPixel = (map.box * map.pixelSizeA) / (side || 1)
  useImperativeHandle(ref, () => ({
    picture: ratio => {
      if (side === 0) return null
      const image = document.createElement('canvas')
      image.width = image.height = Math.round(side * ratio)
      drawSlice(image.getContext('2d')!, image.width, ratio, picture)
      return { image, width: side, height: side, angstromPerPixel, isFilled: true }
    },
  }))

  return (
    <div className="slice">
      <div ref={frame} className="view slice-frame">
        <div className="slice-paper" style={{ width: side, height: side }}>
          <canvas ref={canvas} role="img" aria-label={`${label}, ${axis} slice ${index + 1} of ${map.box}`} />
          {side > 0 && <ScaleBar angstromPerPixel={angstromPerPixel} width={side} />}
          <DensityReadout map={map} axis={axis} index={index} facts={facts} />
        </div>
      </div>
      <SliceControls label={label} map={map} facts={facts} state={{ ...state, index }} onChange={change} />
    </div>
  )
}
