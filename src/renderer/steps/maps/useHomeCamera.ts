import { useLayoutEffect, useRef, useState } from 'react'
import { cameraFor } from '../../viewer/camera.ts'
import type { ViewCamera } from '../../viewer/camera.ts'
import type { Layer } from '../../viewer/layers.ts'
import { reachOf } from '../../viewer/surface/reach.ts'

/** Views are framed in steps of this share of the box, so that a little more or less of a map changes nothing. */
const STEP = 0.05

/** How far the surfaces reach from the centre, Å. */
function farthest(layers: readonly Layer[]): number {
  const step = STEP * Math.max(...layers.map(({ box, pixelSizeA }) => box * pixelSizeA))
  return step * Math.ceil(Math.max(...layers.map(layer => reachOf(layer, layer.level))) / step)
}

/**
 * Where views that nobody has moved are seen from, all from the same place; null until there is something to see. Found again when other maps
 * are shown and when `turn` changes, not with every level. `aspect`: width of a view by its height.
 */
export function useHomeCamera(layers: readonly Layer[], isAllThere: boolean, aspect: number, turn: number): ViewCamera | null {
  const [reach, setReach] = useState<number | null>(null)
  const latest = useRef(layers)
  latest.current = layers
  const names = layers.map(({ id }) => id).join('\n')
  useLayoutEffect(() => {
    if (isAllThere && latest.current.length > 0) setReach(farthest(latest.current))
  }, [names, isAllThere, turn])
  return reach === null ? null : cameraFor(reach, aspect)
}
