import { create } from 'zustand'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'cgr-theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')

const stored = (): Theme => THEMES.find(theme => theme === localStorage.getItem(KEY)) ?? 'system'

function show(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
}

export const useTheme = create<{ readonly theme: Theme; setTheme(theme: Theme): void }>(set => ({
  theme: stored(),
  setTheme(theme) {
    localStorage.setItem(KEY, theme)
    show(theme)
    set({ theme })
  },
}))

show(stored())
dark.addEventListener('change', () => show(useTheme.getState().theme))
