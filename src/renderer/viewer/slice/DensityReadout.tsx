import { useState } from 'react'
import type { PointerEvent, ReactElement } from 'react'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import { sigmasOf } from '../levels.ts'
import type { ValueMap } from '../surface/sampleMap.ts'
import { SLICE_AXES } from './slices.ts'
import type { SliceAxis } from './slices.ts'

export type DensityReadoutProps = { readonly map: ValueMap; readonly axis: SliceAxis; readonly index: number; readonly facts: Pick<MapFacts, 'mean' | 'sigma'> }

/** Names the axes of a slice, and the density under the pointer. Lies over the picture and fills it. */
export function DensityReadout({ map, axis, index, facts }: DensityReadoutProps): ReactElement {
  const [at, setAt] = useState<{ u: number; v: number } | null>(null)
  const { box, voxels } = map
  const { right, up } = SLICE_AXES[axis]
  const follow = (event: PointerEvent<HTMLElement>): void => {
    const { left, bottom, width } = event.currentTarget.getBoundingClientRect()
    const voxel = (pixels: number): number => Math.max(0, Math.min(box - 1, Math.floor((pixels / width) * box)))
    setAt({ u: voxel(event.clientX - left), v: voxel(bottom - event.clientY) })
  }
  const place = at && { [axis]: index, [right]: at.u, [up]: at.v }
  const density = place && voxels[(place.z * box + place.y) * box + place.x]
  return (
    <div className="slice-readout" onPointerMove={follow} onPointerLeave={() => setAt(null)}>
      <span className="slice-label">{density === null ? `${right} →  ${up} ↑` : `${density.toPrecision(3).replace('-', '−')} (${sigmasOf(facts, density).toFixed(1).replace('-', '−')} σ)`}</span>
    </div>
  )
}
