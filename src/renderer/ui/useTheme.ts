import { useSyncExternalStore } from 'react'

const root = document.documentElement

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}

/** The page's theme, as it changes, for what draws outside CSS. */
export const useTheme = (): string | undefined => useSyncExternalStore(subscribe, () => root.dataset['theme'])
