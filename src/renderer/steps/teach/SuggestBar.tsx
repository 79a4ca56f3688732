import type { ReactNode } from 'react'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import type { Suggested } from './useSuggested.ts'

/** Asks which particles to label next, and says that these are shown. */
export const SuggestBar = ({ suggested: { rows, isAsking, error, ask, leave }, why }: { readonly suggested: Suggested; /** Why nothing can be suggested; null where it can. */ readonly why: string | null }): ReactNode => (
  <>
    <div className="row spread small" role="status">
      <span>{rows === null ? 'Which labels would teach the most?' : rows.length === 0 ? 'The run is certain of every particle that has no label.' : <><strong>{count(rows.length)} suggested particles</strong>, the most telling first: between two classes, from many micrographs.</>}</span>
      <span className="row">
        <button type="button" disabled={why !== null || isAsking} title={why ?? 'Particles that the run is least certain of'} onClick={ask}>{rows === null ? 'Suggest' : 'Suggest others'}</button>
        {rows !== null && <button type="button" onClick={leave}>Show all particles</button>}
      </span>
    </div>
    {error && <Problem error={error} />}
  </>
)
