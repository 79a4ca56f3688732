import { useEffect, useMemo, useRef } from 'react'
import type { ViewCamera } from './camera.ts'
import type { Gestures } from './gestures.ts'
import type { Scene } from './scene/scene.ts'

/** Keys and the wheel are at rest after so long, ms. */
const SETTLED_AFTER = 400

export type CameraProps = {
  /** Left out: the view keeps its own. null: it frames itself until it is moved. Views given the same camera are linked. */
  readonly camera?: ViewCamera | null
  /** The reader moved the view: called with every step of the movement. */
  readonly onCamera?: (camera: ViewCamera) => void
  /** The movement has come to rest: the time to save. */
  readonly onCameraSettled?: (camera: ViewCamera) => void
}

/** Keeps a scene's camera and the one given as a property the same; answers what gestures need. */
export function useCamera(scene: Scene | null, props: CameraProps): Gestures | null {
  const latest = useRef(props)
  const own = useRef<ViewCamera | null>(null)
  useEffect(() => {
    latest.current = props
  })
  const { camera } = props
  useEffect(() => scene?.setCamera(camera === undefined ? own.current : camera), [scene, camera])
  return useMemo(() => {
    if (!scene) return null
    let timer = 0
    const move = (next: ViewCamera): void => {
      own.current = next
      scene.setCamera(next)
      latest.current.onCamera?.(next)
      clearTimeout(timer)
      timer = window.setTimeout(() => latest.current.onCameraSettled?.(next), SETTLED_AFTER)
    }
    return { camera: () => scene.camera(), home: () => scene.frameAll(), move }
  }, [scene])
}
