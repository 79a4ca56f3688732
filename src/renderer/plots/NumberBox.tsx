import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'

export type NumberBoxProps = {
  readonly label: string
  readonly unit?: string | null
  readonly title?: string
  readonly value: number | null
  readonly min?: number
  readonly max?: number
  readonly step?: number | 'any'
  /** What stands there while it is empty. */
  readonly placeholder?: string
  readonly onValue: (value: number | null) => void
}

/** Digits that a person would type. */
const typed = (value: number | null): string => (value === null ? '' : String(Number(value.toPrecision(6))))

/** A number that counts once it is entered (Enter or leaving the field), kept within its limits; empty is null. */
export function NumberBox({ label, unit, title, value, min = -Infinity, max = Infinity, step = 'any', placeholder, onValue }: NumberBoxProps): ReactNode {
  const [text, setText] = useState(typed(value))
  useEffect(() => setText(typed(value)), [value])
  const enter = (): void => {
    const entered = text.trim() === '' ? null : Math.max(min, Math.min(max, Number(text)))
    setText(typed(entered))
    if (typed(entered) !== typed(value)) onValue(entered)
  }
  return <label className="number-box" title={title}>{label}
    <input
      type="number" inputMode="decimal" step={step} min={Number.isFinite(min) ? min : undefined} max={Number.isFinite(max) ? max : undefined} value={text}
      placeholder={placeholder} onChange={event => setText(event.target.value)} onBlur={enter} onKeyDown={event => event.key === 'Enter' && enter()} />
    {unit && <span>{unit}</span>}
  </label>
}
