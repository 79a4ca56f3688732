import type { ReactNode } from 'react'
import { count, percent } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { MOST_POINTS } from '../../umap/sample.ts'
import type { UmapState } from '../../umap/useUmap.ts'
import type { Space } from './spaces.ts'

/** What UMAP is and its start, how far it is, and of how many particles it was made. */
export function UmapPanel({ umap, space: { source, axes, used }, onStart, onStop }: { readonly umap: UmapState; readonly space: Space; readonly onStart: () => void; readonly onStop: () => void }): ReactNode {
  const all = source === 'components' ? 'components' : 'network features'
  const sampled = used > MOST_POINTS ? `a random sample of ${count(MOST_POINTS)} of the ${count(used)} particles` : `all ${count(used)} particles`
  switch (umap.state) {
    case 'none': return (
      <Notice kind="info" title={`UMAP lays all ${all} out in a plane`}>
        <p>Particles that are alike come to lie together. Distances between clouds, their sizes and their shapes mean nothing: measure along the {all}. It takes {sampled} and their {axes.length} {all}, up to a minute, on this computer’s processor.</p>
        <div><button type="button" className="primary" onClick={onStart}>Make the UMAP</button></div>
      </Notice>
    )
    case 'running': return (
      <div className="notice" role="status">
        <span><strong>Making the UMAP</strong> of {count(umap.points)} particles: {umap.total === 0 ? 'looking for neighbours' : percent(umap.done / umap.total, 0)}</span>
        <progress aria-label="UMAP" {...(umap.total > 0 && { value: umap.done / umap.total })} />
        <div><button type="button" onClick={onStop}>Stop</button></div>
      </div>
    )
    case 'failed': return <Notice kind="error" title={`The UMAP could not be made: ${umap.message}`}><div><button type="button" onClick={onStart}>Try again</button></div></Notice>
    case 'done': return <p className="small muted" role="status">UMAP of {sampled}, by their {axes.length} {all}. {umap.points < used && 'The others are not shown, and only the histogram chooses them too. '}Distances between clouds mean nothing.</p>
  }
}
