import { useState } from 'react'
import type { ReactNode } from 'react'

/** Longest name that an edit takes. */
const LONGEST = 80

/** A class's name, changed where it stands: Enter takes the new one, Escape the old. */
export function ClassName({ name, disabled, onRename }: { readonly name: string; readonly disabled: boolean; readonly onRename: (name: string) => void }): ReactNode {
  const [typed, setTyped] = useState<string | null>(null)
  const finish = (): void => {
    const wanted = typed?.trim()
    setTyped(null)
    if (wanted && wanted !== name) onRename(wanted)
  }
  if (typed === null) return <button type="button" className="class-name" aria-label={`Rename ${name}`} title="Rename" disabled={disabled} onClick={() => setTyped(name)}>{name}</button>
  return (
    <input className="class-name" aria-label={`New name of ${name}`} value={typed} maxLength={LONGEST} autoFocus onFocus={event => event.target.select()} onChange={event => setTyped(event.target.value)} onBlur={finish}
      onKeyDown={event => {
        if (event.key === 'Enter') finish()
        if (event.key === 'Escape') setTyped(null)
      }} />
  )
}
