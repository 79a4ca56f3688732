import type { ReactNode } from 'react'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import { count } from '../../ui/format.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { significant } from '../../plots/numbers.ts'
import { csvOf } from '../../plots/table.ts'
import { signOf, testTable } from './comparison.ts'

/** Who is right more often than whom, and whether that may be chance. */
export const TruthTests = ({ comparison, names }: { readonly comparison: AssignmentComparison; readonly names: readonly string[] }): ReactNode => (
  <Panel title="Who is right" tools={<CopyButton text={csvOf(testTable(comparison, names))} label="Copy as CSV" />}>
    <div className="report-scroll">
      <table className="data" data-testid="mcnemar">
        <caption className="visually-hidden">McNemar’s test of each pair against the truth</caption>
        <thead><tr><th scope="col">Pair</th><th scope="col">Particles</th><th scope="col">Only the first is right</th><th scope="col">Only the second is right</th><th scope="col">p</th></tr></thead>
        <tbody>{comparison.tests.map(({ a, b, particles, onlyA, onlyB, p }) => (
          <tr key={`${a} ${b}`}>
            <th scope="row">{signOf(a)} {names[a]}, {signOf(b)} {names[b]}</th><td>{count(particles)}</td><td>{count(onlyA)}</td><td>{count(onlyB)}</td><td>{p === 0 ? '< 10⁻³⁰⁰' : significant(p, 2)}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
    <p className="small muted">McNemar’s exact test, two-sided: were both right equally often, so uneven a split would come up with probability p. On particles that both and the truth list; each pair by itself, not corrected for the number of pairs.</p>
  </Panel>
)
