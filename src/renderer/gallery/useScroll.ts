import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { firstRow } from './gridLayout.ts'
import type { GridLayout } from './gridLayout.ts'

/** A place to go to; a new object goes there again. */
export type ScrollTo = { readonly place: number }

/** ms after the last scroll until the position is told. */
const SETTLED = 250

/** Inner size of an element in whole px, kept up with its layout. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const { current } = element
    if (!current) return
    const measure = (): void => setSize(last => (last.width === current.clientWidth && last.height === current.clientHeight ? last : { width: current.clientWidth, height: current.clientHeight }))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return size
}

/** Keeps the first particle in sight at the top when tiles or window change their size, goes to `scrollTo`, and tells the position once scrolling settles. */
export function useKeptPlace(scroller: RefObject<HTMLElement | null>, layout: GridLayout, scrollTo: ScrollTo | undefined, onPosition: ((place: number) => void) | undefined): void {
  const place = useRef(0)
  const told = useRef(onPosition)
  const { columns, pitch, rows } = layout
  useEffect(() => { told.current = onPosition })

  useLayoutEffect(() => {
    if (scrollTo) place.current = scrollTo.place
  }, [scrollTo])
  useLayoutEffect(() => {
    if (scroller.current && rows > 0) scroller.current.scrollTop = Math.floor(place.current / columns) * pitch
  }, [scroller, scrollTo, columns, pitch, rows > 0])

  useEffect(() => {
    const { current } = scroller
    if (!current) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const onScroll = (): void => {
      // What the window was set to for `place` is not a new place, though its row may begin with another.
      const row = firstRow(layout, current.scrollTop + 1)
      if (row !== Math.floor(place.current / columns)) place.current = row * columns
      clearTimeout(timer)
      timer = setTimeout(() => told.current?.(place.current), SETTLED)
    }
    current.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      current.removeEventListener('scroll', onScroll)
    }
  }, [scroller, layout, columns])
}

/** Offset of the scroll bar, followed only where rows move against it because all of them would be too tall to lay out; else 0. There the wheel moves rows by its own pixels. */
export function useCompressedOffset(scroller: RefObject<HTMLElement | null>, { pitch, rowHeight }: GridLayout): number {
  const [offset, setOffset] = useState(0)
  const ratio = rowHeight / pitch
  useLayoutEffect(() => {
    const { current } = scroller
    if (!current || ratio === 1) return
    const onScroll = (): void => setOffset(current.scrollTop)
    let rest = 0
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey) return
      event.preventDefault()
      const wanted = rest + (event.deltaMode === 0 ? event.deltaY : event.deltaY * 40) / ratio
      const before = current.scrollTop
      current.scrollTop = before + wanted
      rest = wanted - (current.scrollTop - before)
      if (Math.abs(rest) > 1) rest = 0
    }
    onScroll()
    current.addEventListener('scroll', onScroll, { passive: true })
    current.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      current.removeEventListener('scroll', onScroll)
      current.removeEventListener('wheel', onWheel)
    }
  }, [scroller, ratio])
  return ratio === 1 ? 0 : offset
}
