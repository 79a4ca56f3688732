import { useId, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

export type Tab<Key extends string> = { readonly key: Key; readonly title: string }

type Props<Key extends string> = {
  /** What the tabs are of, for screen readers. */
  readonly label: string
  readonly tabs: readonly Tab<Key>[]
  readonly current: Key
  readonly onTab: (key: Key) => void
  /** At the end of the row of tabs. */
  readonly tools?: ReactNode
  /** The page of the current tab. */
  readonly children: ReactNode
  /** The page takes the height that is left, and scrolls nothing but what is in it. */
  readonly isFilling?: boolean
}

const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowRight: (index, last) => (index === last ? 0 : index + 1), ArrowLeft: (index, last) => (index === 0 ? last : index - 1), Home: () => 0, End: (_, last) => last,
}

/** Pages under tabs, one of which is there; arrow keys go from tab to tab. */
export function Tabs<Key extends string>({ label, tabs, current, onTab, tools, children, isFilling = false }: Props<Key>): ReactNode {
  const id = useId()
  const row = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const to = step(tabs.findIndex(({ key }) => key === current), tabs.length - 1)
    onTab(tabs[to].key)
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[to].focus()
  }
  return (
    <>
      <div className="tab-row">
        <div ref={row} className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
          {tabs.map(({ key, title }) => (
            <button key={key} type="button" role="tab" id={`${id}-${key}`} aria-selected={key === current} aria-controls={`${id}-page`} tabIndex={key === current ? 0 : -1} onClick={() => onTab(key)}>{title}</button>
          ))}
        </div>
        {tools && <div className="row">{tools}</div>}
      </div>
      <div id={`${id}-page`} role="tabpanel" aria-labelledby={`${id}-${current}`} className={isFilling ? 'tab-page is-filling' : 'tab-page'}>{children}</div>
    </>
  )
}
