import type { ReactNode } from 'react'
import type { NetworkFeatures } from '../../../preload/contract/networkFeatures.ts'
import { count, percent } from '../../ui/format.ts'

/** What the network's features are, whom they were learned from, and how much each axis explains. */
export const NetworkFeaturesNote = ({ features: { taught, used, width, components } }: { readonly features: NetworkFeatures }): ReactNode => (
  <details>
    <summary>What the network features are</summary>
    <p className="small">What the network of this run makes of each particle before it reads a class from it: {width} numbers, shown along their own principal components. One network describes all particles. It was taught by {count(taught)} of the {count(used)} and describes these too, which may look better apart than new ones would. What it was not taught to tell apart, or never learned to, can lie in one cloud.</p>
    <table className="data">
      <thead><tr><th scope="col">Network feature</th><th scope="col">Variance</th></tr></thead>
      <tbody>{components.map(({ key, title, variance }) => <tr key={key}><td>{title}</td><td>{percent(variance)}</td></tr>)}</tbody>
    </table>
  </details>
)
