import { useRef, useState } from 'react'
import type { PointerEvent, RefObject } from 'react'
import { NOTHING, withPlaces } from './selection.ts'
import type { Selection } from './selection.ts'

type Corner = { readonly x: number; readonly y: number }
/** In px of what is scrolled. */
type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** px that the pointer must move before a click becomes a box. */
const SLACK = 5

/** Places of the tiles in sight that a rectangle of the window touches. */
function placesIn(scroller: HTMLElement, a: Corner, b: Corner): number[] {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)], [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)]
  const isTouched = (tile: HTMLElement): boolean => {
    const at = tile.getBoundingClientRect()
    return at.left < right && at.right > left && at.top < bottom && at.bottom > top
  }
  return [...scroller.querySelectorAll<HTMLElement>('[data-place]')].filter(isTouched).map(tile => Number(tile.dataset['place']))
}

function boxOf(scroller: HTMLElement, a: Corner, b: Corner): Box {
  const at = scroller.getBoundingClientRect()
  return { left: Math.min(a.x, b.x) - at.left + scroller.scrollLeft, top: Math.min(a.y, b.y) - at.top + scroller.scrollTop, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
}

type Dragging = {
  /** Where the box is drawn; null while none is. */
  readonly box: Box | null
  onPointerDown(event: PointerEvent): void
  onPointerMove(event: PointerEvent): void
  onPointerUp(event: PointerEvent): void
  onPointerCancel(event: PointerEvent): void
}

/** Choosing by a box that is drawn with the mouse or a pen; Ctrl or Shift adds to what is chosen. A finger scrolls instead. */
export function useBox(scroller: RefObject<HTMLElement | null>, selected: Selection, onSelect: (selection: Selection) => void): Dragging {
  const [box, setBox] = useState<Box | null>(null)
  const start = useRef<(Corner & { readonly before: Selection; readonly drawn: boolean }) | null>(null)
  const end = (): void => {
    start.current = null
    setBox(null)
  }
  return {
    box,
    onPointerDown: event => {
      const { current } = scroller
      const isOnBar = current !== null && event.clientX > current.getBoundingClientRect().left + current.clientLeft + current.clientWidth
      if (event.button !== 0 || event.pointerType === 'touch' || isOnBar) return
      start.current = { x: event.clientX, y: event.clientY, before: event.ctrlKey || event.metaKey || event.shiftKey ? selected : NOTHING, drawn: false }
    },
    onPointerMove: event => {
      const { current } = scroller, from = start.current, to = { x: event.clientX, y: event.clientY }
      if (!current || !from || (!from.drawn && Math.hypot(to.x - from.x, to.y - from.y) < SLACK)) return
      // The click that ends a box is the gallery's, not a tile's.
      if (!from.drawn) current.setPointerCapture(event.pointerId)
      start.current = { ...from, drawn: true }
      setBox(boxOf(current, from, to))
      onSelect(withPlaces(from.before, placesIn(current, from, to)))
    },
    onPointerUp: end,
    onPointerCancel: end,
  }
}
