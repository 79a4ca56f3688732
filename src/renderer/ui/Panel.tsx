import { useId } from 'react'
import type { ReactNode } from 'react'

/** A part of a step under a heading of its own. */
export function Panel({ title, tools, children, className = '' }: { title: string; tools?: ReactNode; children: ReactNode; className?: string }): ReactNode {
  const id = useId()
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {tools && <div className="row">{tools}</div>}
      </header>
      {children}
    </section>
  )
}

/** Names and values; what has no value is left out. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode | null])[] }): ReactNode => (
  <dl className="facts">
    {facts.filter(([, value]) => value !== null && value !== '').map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={`${name}-value`}>{value}</dd>])}
  </dl>
)
