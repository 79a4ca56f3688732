import { useId } from 'react'
import type { ReactNode } from 'react'

type Option<Value extends string> = { readonly value: Value; readonly title: string; readonly about?: string; readonly disabled?: boolean }
type Props<Value extends string> = { readonly label: string; readonly options: readonly Option<Value>[]; readonly value: Value; readonly onValue: (value: Value) => void }

/** One of a few, side by side: radio buttons that look like one control. */
export function Segments<Value extends string>({ label, options, value, onValue }: Props<Value>): ReactNode {
  const group = useId()
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {options.map(({ value: one, title, about, disabled = false }) => (
        <label key={one} title={about}>
          <input type="radio" name={group} checked={one === value} disabled={disabled} onChange={() => onValue(one)} />
          <span>{title}</span>
        </label>
      ))}
    </div>
  )
}
