import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

export type SaveFormat = 'png' | 'svg' | 'csv'

const FORMATS: readonly { readonly format: SaveFormat; readonly title: string }[] = [
  { format: 'png', title: 'PNG picture' }, { format: 'svg', title: 'SVG drawing' }, { format: 'csv', title: 'CSV, the numbers' },
]

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** "Save as…": a menu button that asks `onSave` for a file; says so where it fails. */
export function SaveMenu({ what, onSave }: { readonly what: string; readonly onSave: (format: SaveFormat) => Promise<void> }): ReactNode {
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const items = (): HTMLElement[] => [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]

  useEffect(() => {
    if (open) items()[0]?.focus()
  }, [open])

  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  const save = (format: SaveFormat): void => {
    close()
    setFailure(null)
    onSave(format).catch((error: unknown) => setFailure(`Not saved: ${error instanceof Error ? error.message : String(error)}`))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : event.key in STEPS ? (at + STEPS[event.key] + all.length) % all.length : null
    if (to !== null) all[to].focus()
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return <div className="plot-save" onBlur={event => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}>
    {failure && <span className="plot-failure" role="alert">{failure}</span>}
    <button ref={button} type="button" className="plot-button" aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined} title={`Save ${what} as PNG, SVG or CSV`} onClick={() => setOpen(!open)}>Save as…</button>
    {open && <div ref={menu} id={id} role="menu" aria-label={`Save ${what} as`} className="plot-menu" onKeyDown={onKeyDown}>
      {FORMATS.map(({ format, title }) => <button key={format} type="button" role="menuitem" tabIndex={-1} onClick={() => save(format)}>{title}</button>)}
    </div>}
  </div>
}
