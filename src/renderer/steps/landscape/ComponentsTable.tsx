import type { ReactNode } from 'react'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import { fixed } from '../../plots/numbers.ts'
import { percent } from '../../ui/format.ts'

/** How much each component explains, and whether particles that it was not learnt from agree. */
export const ComponentsTable = ({ embedding: { components, evidence } }: { readonly embedding: Embedding }): ReactNode => (
  <table className="data">
    <caption className="small muted">Gain: log-likelihood that the component wins on particles it was not learnt from, in nats per particle. Below 0 the data do not speak for it.</caption>
    <thead><tr><th scope="col">Component</th><th scope="col">Variance</th><th scope="col">Gain (nats)</th></tr></thead>
    <tbody>{components.map(({ key, title, variance }, i) => <tr key={key}><td>{title}</td><td>{percent(variance)}</td><td>{evidence[i] === undefined ? '–' : fixed(evidence[i], 3)}</td></tr>)}</tbody>
  </table>
)
