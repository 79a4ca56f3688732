import { useEffect } from 'react'
import type { RefObject } from 'react'
import { pan, turn, zoom } from './camera.ts'
import type { ViewCamera } from './camera.ts'

export type Gestures = {
  /** The camera as it is now. */
  readonly camera: () => ViewCamera
  /** The camera that shows everything again. */
  readonly home: () => ViewCamera
  readonly move: (camera: ViewCamera) => void
}

/** Radians for a drag over one CSS pixel. */
const TURN_A_PIXEL = 0.008
/** Radians for a press of an arrow key. */
const TURN_A_KEY = Math.PI / 36
/** Share of the view's height for a press of an arrow key with Shift. */
const PAN_A_KEY = 0.05
const ZOOM_A_KEY = 1.15
/** Magnification for one pixel of the wheel. */
const ZOOM_A_PIXEL = 1.0015

const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

/** The camera after a key; null where the key means nothing to a view. */
export function afterKey(camera: ViewCamera, key: string, shift: boolean, home: () => ViewCamera): ViewCamera | null {
  const arrow = ARROWS[key]
  if (arrow && shift) return pan(camera, arrow[0] * PAN_A_KEY * 2 * camera.scale, arrow[1] * PAN_A_KEY * 2 * camera.scale)
  if (arrow) return turn(camera, arrow[0] * TURN_A_KEY, arrow[1] * TURN_A_KEY)
  if (key === '+' || key === '=') return zoom(camera, ZOOM_A_KEY)
  if (key === '-' || key === '_') return zoom(camera, 1 / ZOOM_A_KEY)
  if (key === 'r' || key === 'R') return home()
  return null
}

/** The camera after a drag by so many CSS pixels over a view `height` pixels high; `isPan`: the object is moved instead of turned. */
export function afterDrag(camera: ViewCamera, dx: number, dy: number, height: number, isPan: boolean): ViewCamera {
  const angstrom = (2 * camera.scale) / height
  return isPan ? pan(camera, dx * angstrom, -dy * angstrom) : turn(camera, dx * TURN_A_PIXEL, -dy * TURN_A_PIXEL)
}

/** Mouse, pen, finger and keys on `host`: drag turns, Shift or another button moves, the wheel zooms. */
export function useGestures(host: RefObject<HTMLElement | null>, gestures: Gestures | null): void {
  useEffect(() => {
    const element = host.current
    if (!element || !gestures) return
    const listening = new AbortController()
    const on = <Name extends keyof HTMLElementEventMap>(name: Name, listener: (event: HTMLElementEventMap[Name]) => void): void =>
      element.addEventListener(name, listener, { signal: listening.signal, passive: false })
    let from: { x: number; y: number; pointer: number } | null = null
    on('pointerdown', event => {
      if (from || event.button > 2) return
      element.setPointerCapture(event.pointerId)
      from = { x: event.clientX, y: event.clientY, pointer: event.pointerId }
    })
    on('pointermove', event => {
      if (from?.pointer !== event.pointerId) return
      const isPan = event.shiftKey || (event.buttons & 1) === 0
      gestures.move(afterDrag(gestures.camera(), event.clientX - from.x, event.clientY - from.y, element.clientHeight, isPan))
      from = { ...from, x: event.clientX, y: event.clientY }
    })
    const letGo = (event: PointerEvent): void => void (from?.pointer === event.pointerId && (from = null))
    on('pointerup', letGo)
    on('pointercancel', letGo)
    on('contextmenu', event => event.preventDefault())
    on('dblclick', () => gestures.move(gestures.home()))
    on('wheel', event => {
      event.preventDefault()
      gestures.move(zoom(gestures.camera(), ZOOM_A_PIXEL ** -(event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 * event.deltaY : event.deltaY)))
    })
    on('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const next = afterKey(gestures.camera(), event.key, event.shiftKey, gestures.home)
      if (!next) return
      event.preventDefault()
      gestures.move(next)
    })
    return () => listening.abort()
  }, [host, gestures])
}
