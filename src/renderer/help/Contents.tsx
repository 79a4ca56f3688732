import type { ReactNode } from 'react'
import type { HelpPage, Section } from './sections.ts'

/** Every page, and the sections of the one that is open. */
export const Contents = ({ pages, sections, current, onShow }: { pages: readonly HelpPage[]; sections: readonly (readonly Section[])[]; current: number; onShow: (address: string) => void }): ReactNode => (
  <nav aria-label="Contents" className="help-list">
    <ul>
      {pages.map(({ name, title }, at) => (
        <li key={name}>
          <button type="button" aria-current={at === current ? 'page' : undefined} onClick={() => onShow(name)}>{title}</button>
          {at === current && (
            <ul>{sections[at].filter(({ depth }) => depth === 2).map(section => <li key={section.address}><button type="button" onClick={() => onShow(section.address)}>{section.title}</button></li>)}</ul>
          )}
        </li>
      ))}
    </ul>
  </nav>
)
