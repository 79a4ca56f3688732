import { useMemo, useSyncExternalStore } from 'react'
import { classRgb } from '../../ui/classRgb.ts'

const root = document.documentElement

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}

/** Colour of a palette index for what draws outside CSS, in the theme as it is; the same array as long as it is the same. */
export function useClassRgb(colour: number): readonly [number, number, number] {
  const theme = useSyncExternalStore(subscribe, () => root.dataset['theme'])
  return useMemo(() => classRgb(colour), [colour, theme])
}
