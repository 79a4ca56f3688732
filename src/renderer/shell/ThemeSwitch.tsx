import type { ReactNode } from 'react'
import { THEMES, useTheme } from './theme.ts'
import type { Theme } from './theme.ts'

const NAMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export function ThemeSwitch(): ReactNode {
  const { theme, setTheme } = useTheme()
  return (
    <select aria-label="Theme" title="Light or dark" value={theme} onChange={event => setTheme(event.target.value as Theme)}>
      {THEMES.map(one => <option key={one} value={one}>{NAMES[one]}</option>)}
    </select>
  )
}
