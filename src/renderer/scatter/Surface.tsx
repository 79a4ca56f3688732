import { useEffect, useRef } from 'react'
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import type { Corner } from './bands.ts'
import type { Mode } from './choosing.ts'
import { extended, modeOf } from './drafts.ts'
import type { Draft, Tool } from './drafts.ts'

export type SurfaceProps = {
  readonly label: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly tool: Tool
  readonly draft: Draft | null
  readonly onDraft: (draft: Draft | null) => void
  readonly onDrawn: (draft: Draft) => void
  /** By parts of the width to the right and of the height up. */
  readonly onMove: (right: number, up: number) => void
  /** About a place, given as parts of the width from the left and of the height from below. */
  readonly onZoom: (factor: number, at: readonly [number, number]) => void
  readonly onHome: () => void
  readonly onChooseAll: (mode: Mode) => void
  readonly onClear: () => void
}

const MIDDLE = [0.5, 0.5] as const
const ZOOM_A_KEY = 1.25
const MOVE_A_KEY = 0.1
/** Magnification for one pixel of the wheel, and pixels of one line. */
const ZOOM_A_PIXEL = 1.0015
const LINE = 16
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [MOVE_A_KEY, 0], ArrowRight: [-MOVE_A_KEY, 0], ArrowUp: [0, -MOVE_A_KEY], ArrowDown: [0, MOVE_A_KEY] }

/** The transparent layer over the points that takes pointer, wheel and keys. */
export function Surface(props: SurfaceProps): ReactNode {
  const { label, left, top, width, height, tool, draft, onDraft, onDrawn, onMove, onZoom, onHome, onChooseAll, onClear } = props
  const element = useRef<HTMLDivElement>(null)
  const from = useRef<Corner | null>(null)
  useEffect(() => {
    const { current } = element
    if (!current) return
    // React's own wheel listener cannot keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const box = current.getBoundingClientRect()
      onZoom(ZOOM_A_PIXEL ** -(event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1)), [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height])
    }
    current.addEventListener('wheel', onWheel, { passive: false })
    return () => current.removeEventListener('wheel', onWheel)
  }, [onZoom])
  const placeOf = (event: PointerEvent): Corner => {
    const box = event.currentTarget.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const onPointerDown = (event: PointerEvent): void => {
    if (from.current || draft) return
    event.currentTarget.setPointerCapture(event.pointerId)
    if (tool === 'move' || event.button !== 0) from.current = placeOf(event)
    else onDraft({ tool, mode: modeOf(event), path: [placeOf(event)] })
  }
  const onPointerMove = (event: PointerEvent): void => {
    const place = placeOf(event)
    if (draft) return onDraft(extended(draft, place))
    if (!from.current) return
    onMove((place[0] - from.current[0]) / width, -(place[1] - from.current[1]) / height)
    from.current = place
  }
  const onPointerUp = (): void => {
    from.current = null
    if (draft) onDrawn(draft)
  }
  const onPointerCancel = (): void => {
    from.current = null
    onDraft(null)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey) return
    const arrow = ARROWS[event.key]
    if (arrow) onMove(...arrow)
    else if (event.key === '+' || event.key === '=') onZoom(ZOOM_A_KEY, MIDDLE)
    else if (event.key === '-' || event.key === '_') onZoom(1 / ZOOM_A_KEY, MIDDLE)
    else if (event.key === 'r' || event.key === 'R' || event.key === '0') onHome()
    else if (event.key === 'Enter') onChooseAll(modeOf(event))
    else if (event.key !== 'Escape') return
    else if (draft) onPointerCancel()
    else onClear()
    event.preventDefault()
  }
  return <div
    ref={element} className="scatter-surface" role="application" aria-roledescription="scatter plot" aria-label={label} tabIndex={0} data-tool={tool} style={{ left, top, width, height }}
    onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp} onPointerCancel={onPointerCancel} onKeyDown={onKeyDown} onDoubleClick={() => tool === 'move' && onHome()} onContextMenu={event => event.preventDefault()} />
}
