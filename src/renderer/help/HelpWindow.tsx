import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Dialog } from '../ui/Dialog.tsx'
import { Article } from './Article.tsx'
import { Contents } from './Contents.tsx'
import { Found } from './Found.tsx'
import './help.css'
import { HELP_PAGES } from './pages.ts'
import { searcher } from './search.ts'
import { sectionsOf } from './sections.ts'

const SECTIONS = HELP_PAGES.map(sectionsOf)

/** The docs for users, with contents and full-text search; `start`: address of the section that is shown first. */
export function HelpWindow({ start, onClose }: { start: string; onClose: () => void }): ReactNode {
  const search = useMemo(() => searcher(SECTIONS.flat()), [])
  const [place, setPlace] = useState({ address: start, asked: false })
  const [query, setQuery] = useState('')
  const hits = useMemo(() => (query.trim() === '' ? null : search(query)), [query, search])
  const show = (address: string): void => setPlace({ address, asked: true })
  const at = Math.max(0, HELP_PAGES.findIndex(({ name }) => name === place.address.split('#')[0]))
  return (
    <Dialog title="Help" onClose={onClose}>
      <div className="help" data-testid="help">
        <div className="help-side">
          <form role="search" onSubmit={event => {
            event.preventDefault()
            if (hits?.[0]) show(hits[0].address)
          }}>
            <label className="visually-hidden" htmlFor="help-search">Search the help</label>
            <input id="help-search" type="search" placeholder="Search" value={query} onChange={event => setQuery(event.target.value)} />
          </form>
          {hits ? <Found hits={hits} query={query} onShow={show} /> : <Contents pages={HELP_PAGES} sections={SECTIONS} current={at} onShow={show} />}
        </div>
        <Article page={HELP_PAGES[at]} place={place} onShow={show} />
      </div>
    </Dialog>
  )
}
