import { useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { ReactElement, Ref } from 'react'
import type { Quality } from './drawing.ts'
import { useGestures } from './gestures.ts'
import { glSupport } from './glSupport.ts'
import { useMedia, useOnScreen, useSize } from './hooks.ts'
import type { Layer, ViewState, VoxelGraph } from './layers.ts'
import type { PictureSource } from './picture.ts'
import { ScaleBar } from './ScaleBar.tsx'
import type { SceneEvents } from './scene/scene.ts'
import { useCamera } from './useCamera.ts'
import type { CameraProps } from './useCamera.ts'
import { useScene } from './useScene.ts'
import { ViewNote } from './ViewNote.tsx'

export type VolumeViewProps = CameraProps & {
  /** What is shown, for those who cannot see it: "Class 2, surface at 4.1 σ". */
  readonly label: string
  readonly layers: readonly Layer[]
  readonly graph?: VoxelGraph | null
  /** Turns by itself, unless the reader's system asks for less motion. Linked views turn in step. */
  readonly autoTurn?: boolean
  /** false: a picture that cannot be moved, such as on a card. */
  readonly interactive?: boolean
  readonly quality?: Quality
  readonly scaleBar?: boolean
  readonly onState?: (state: ViewState) => void
  readonly ref?: Ref<PictureSource>
}

const LOADING: ViewState = { isBusy: true, triangles: 0, binning: 1, empty: 0, failure: null }
const NO_WEBGL = 'This browser cannot draw in 3D: it offers no WebGL 2. Turn on hardware acceleration in its settings, or use another browser. Slices work without it.'
const LOST = 'The graphics card dropped this view: its driver restarted, or too many 3D views are open.'
const KEYS = 'Arrow keys turn, with Shift they move · + − zoom · R shows everything'

/** Maps in 3D, in parallel projection. Drag or arrow keys turn, with Shift they move; wheel or + and − zoom; R or a double click shows everything again. */
export function VolumeView(props: VolumeViewProps): ReactElement {
  if (glSupport()) return <LiveView {...props} />
  return <div className="view" role="img" aria-label={props.label}><p className="view-message">{NO_WEBGL}</p></div>
}

function LiveView(props: VolumeViewProps): ReactElement {
  const { label, layers, graph = null, autoTurn = false, interactive = true, quality = 'auto', scaleBar = true, onState, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const keys = useId()
  const [state, setState] = useState(LOADING)
  const [scale, setScale] = useState<number | null>(null)
  const [isLost, setLost] = useState(false)
  const isOnScreen = useOnScreen(host)
  const size = useSize(host)
  const wantsLessMotion = useMedia('(prefers-reduced-motion: reduce)')
  const events = useMemo((): SceneEvents => ({ onState: setState, onScale: setScale, onLost: () => setLost(true) }), [])
  const scene = useScene(host, isOnScreen && !isLost, events)
  const gestures = useCamera(scene, props)
  useGestures(host, interactive ? gestures : null)

  useEffect(() => {
    if (size) scene?.resize(size.width, size.height, devicePixelRatio)
  }, [scene, size])
  useEffect(() => scene?.setLayers(layers), [scene, layers])
  useEffect(() => scene?.setGraph(graph), [scene, graph])
  useEffect(() => scene?.setQuality(quality), [scene, quality])
  useEffect(() => scene?.setTurning(autoTurn && !wantsLessMotion), [scene, autoTurn, wantsLessMotion])
  useEffect(() => onState?.(state), [onState, state])

  const angstromPerPixel = scale !== null && size && size.height > 0 ? (2 * scale) / size.height : null
  useImperativeHandle(ref, () => ({
    picture: (pixels, background) => scene && size && angstromPerPixel !== null ? { image: scene.picture(pixels, background), ...size, angstromPerPixel, isFilled: false } : null,
  }), [scene, size, angstromPerPixel])

  const accessibility = interactive ? { role: 'application', tabIndex: 0, 'aria-roledescription': '3D view', 'aria-describedby': keys } : { role: 'img' }
  return (
    <div className="view" data-state={isLost ? 'lost' : state.isBusy ? 'busy' : 'ready'}>
      <div ref={host} className="view-canvas" aria-label={label} aria-busy={state.isBusy} {...accessibility} />
      {interactive && <p id={keys} className="view-keys">{KEYS}</p>}
      {scaleBar && angstromPerPixel !== null && size && !isLost && <ScaleBar angstromPerPixel={angstromPerPixel} width={size.width} />}
      {isLost ? <p className="view-message" role="alert">{LOST} <button type="button" onClick={() => setLost(false)}>Show again</button></p> : <ViewNote state={state} />}
    </div>
  )
}
