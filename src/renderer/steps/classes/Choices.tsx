import { useEffect, useId, useRef, useState } from 'react'
import type { FocusEvent, KeyboardEvent, ReactNode } from 'react'

export type Choice = { readonly key: string; readonly content: ReactNode; readonly label?: string; readonly isCurrent?: boolean; readonly onChoose: () => void }

type Props = {
  /** On the button. */
  readonly children: ReactNode
  /** What is chosen, where the button itself does not say it. */
  readonly label?: string
  readonly title?: string
  readonly choices: readonly Choice[]
  readonly disabled?: boolean
  /** The list opens above the button. */
  readonly opensUp?: boolean
  readonly className?: string
}

/** A button that opens a short list of things to choose from; Escape, or leaving it, closes it. */
export function Choices({ children, label, title, choices, disabled = false, opensUp = false, className = '' }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const button = useRef<HTMLButtonElement>(null), list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen) (list.current?.querySelector<HTMLElement>('[aria-pressed=true]') ?? list.current?.querySelector<HTMLElement>('button'))?.focus()
  }, [isOpen])
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (!isOpen || (step === undefined && event.key !== 'Escape')) return
    event.preventDefault()
    if (step === undefined) return close()
    const items = [...list.current!.querySelectorAll<HTMLElement>('button')]
    items[(items.indexOf(document.activeElement as HTMLElement) + step + items.length) % items.length].focus()
  }
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
  }
  return (
    <div className={`choices ${className}`} onKeyDown={onKeyDown} onBlur={onBlur}>
      <button ref={button} type="button" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} aria-label={label} title={title} disabled={disabled || choices.length === 0} onClick={() => setOpen(!isOpen)}>{children}</button>
      {isOpen && (
        <div ref={list} id={id} className={opensUp ? 'choices-list is-up' : 'choices-list'} role="group" aria-label={label ?? title}>
          {choices.map(choice => <button key={choice.key} type="button" aria-label={choice.label} title={choice.label} {...(choice.isCurrent !== undefined && { 'aria-pressed': choice.isCurrent })} onClick={() => { close(); choice.onChoose() }}>{choice.content}</button>)}
        </div>
      )}
    </div>
  )
}
