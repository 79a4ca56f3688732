import type { ReactNode } from 'react'
import type { Hit } from './search.ts'

/** What a search has found, best first. */
export const Found = ({ hits, query, onShow }: { hits: readonly Hit[]; query: string; onShow: (address: string) => void }): ReactNode => (
  <div className="help-list">
    <p className="muted small" role="status">{hits.length === 0 ? `Nothing about “${query.trim()}”` : `${hits.length} ${hits.length === 1 ? 'place' : 'places'}`}</p>
    <ul aria-label="Found">
      {hits.map(({ address, page, title, excerpt }) => (
        <li key={address}>
          <button type="button" onClick={() => onShow(address)}>
            <strong>{title}</strong>
            <span className="small muted">{page}</span>
            <span className="small">{excerpt}</span>
          </button>
        </li>
      ))}
    </ul>
  </div>
)
