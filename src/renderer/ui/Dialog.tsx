import { useLayoutEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'

/** A modal window: Escape closes it, focus stays inside and goes back where it came from, for which it is closed while it still is in the page. */
export function Dialog({ title, onClose, footer, children }: { title: string; onClose: () => void; footer?: ReactNode; children: ReactNode }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const element = dialog.current!
    element.showModal()
    return () => element.close()
  }, [])
  const cancelled = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={cancelled}>
      <div className="dialog">
        <h2 id={id}>{title}</h2>
        {children}
        <footer>{footer ?? <button type="button" onClick={onClose}>Close</button>}</footer>
      </div>
    </dialog>
  )
}
