import { useEffect } from 'react'

/** What the keys ask for, or null: Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y; ⌘ does as well. */
export function undoKey({ key, ctrlKey, metaKey, shiftKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): 'undo' | 'redo' | null {
  if (!(ctrlKey || metaKey) || altKey) return null
  if (key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo'
  return key.toLowerCase() === 'y' && !shiftKey ? 'redo' : null
}

/** Where text is typed the keys belong to the text. */
const isTyping = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input:not([type=range], [type=checkbox], [type=radio]), textarea') !== null

/** Undo and redo by keyboard, wherever the focus is. */
export function useUndoKeys(change: (change: 'undo' | 'redo') => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const wanted = undoKey(event)
      if (!wanted || isTyping(event.target)) return
      event.preventDefault()
      change(wanted)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [change])
}
