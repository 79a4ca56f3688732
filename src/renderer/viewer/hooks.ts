import { useEffect, useState, useSyncExternalStore } from 'react'
import type { RefObject } from 'react'

export type Size = { readonly width: number; readonly height: number }

/** Size of an element in CSS pixels, as it changes; null before it was first measured. */
export function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([{ contentRect }]) => setSize({ width: contentRect.width, height: contentRect.height }))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return size
}

/** Whether an element is on the screen, or nearly. */
export function useOnScreen(element: RefObject<HTMLElement | null>): boolean {
  const [isOnScreen, setOnScreen] = useState(false)
  useEffect(() => {
    if (!element.current) return
    const observer = new IntersectionObserver(entries => setOnScreen(entries[entries.length - 1].isIntersecting), { rootMargin: '200px' })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return isOnScreen
}

/** Whether a media query holds, as it changes. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    changed => {
      const media = matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
