import { useEffect } from 'react'
import { undoKey } from '../classes/undoKeys.ts'

/** What a key asks for: a label (0 is junk), null to take it off, or a step through what was done. */
export type LabelKey = { readonly label: number | null } | 'undo' | 'redo'

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** 1…9 label, x is junk, 0 or Backspace takes a label off; z undoes and Shift+Z redoes, with Ctrl as well. Undefined for every other key. */
export function labelKey(event: Pressed): LabelKey | undefined {
  const step = undoKey(event)
  if (step || event.ctrlKey || event.metaKey || event.altKey) return step ?? undefined
  const key = event.key.toLowerCase()
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo'
  if (key === 'x') return { label: 0 }
  if (key === '0' || key === 'backspace' || key === 'delete') return { label: null }
  return /^[1-9]$/.test(key) ? { label: Number(key) } : undefined
}

/** Where text is typed or something is asked, keys belong to that. */
const isElsewhere = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input:not([type=range], [type=checkbox], [type=radio]), textarea, select, dialog') !== null

/** Labelling by keyboard, wherever the focus is on the page. */
export function useLabelKeys(act: (key: LabelKey) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const key = labelKey(event)
      if (key === undefined || isElsewhere(event.target)) return
      event.preventDefault()
      act(key)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [act])
}
