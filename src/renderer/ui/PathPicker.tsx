import { useState } from 'react'
import type { ReactNode } from 'react'
import type { FolderEntry } from '../../preload/contract/calls/files.ts'
import { useCall, useChange } from '../api/queries.ts'
import { windowBridge } from '../api/windowBridge.ts'
import { Dialog } from './Dialog.tsx'
import { bytes, moment } from './format.ts'
import { Problem } from './Notice.tsx'

type Props = {
  readonly title: string
  /** What is wanted: a folder, a file, or either. */
  readonly wants: 'folder' | 'file' | 'any'
  readonly start?: string | null
  /** Words of the button that takes what is chosen. */
  readonly take: string
  readonly onTake: (path: string) => void
  readonly onClose: () => void
}

/** Chooses a path on the machine that computes, the same way in every host; the system's own dialog is a short cut where there is one. */
export function PathPicker({ title, wants, start = null, take, onTake, onClose }: Props): ReactNode {
  const [folder, setFolder] = useState(start)
  const [typed, setTyped] = useState<string | null>(null)
  const [chosen, setChosen] = useState<FolderEntry | null>(null)
  const listing = useCall('files.list', { path: folder, hidden: false })
  const here = listing.data?.path ?? folder ?? ''
  const path = typed ?? chosen?.path ?? (wants === 'file' ? null : here)
  const fits = path !== null && path !== '' && (chosen === null || typed !== null || wants === 'any' || (chosen.kind === 'folder') === (wants === 'folder'))
  const go = (to: string | null): void => {
    setFolder(to)
    setChosen(null)
    setTyped(null)
  }
  const useSystem = async (): Promise<void> => {
    const picked = await windowBridge!.choosePath(wants === 'folder' ? 'folder' : wants === 'file' ? 'particles' : 'any')
    if (picked !== null) onTake(picked)
  }
  const open = (entry: FolderEntry): void => (entry.kind === 'folder' ? go(entry.path) : wants === 'folder' ? undefined : onTake(entry.path))
  return (
    <Dialog title={title} onClose={onClose} footer={
      <>
        {windowBridge && <button type="button" onClick={() => void useSystem()}>System dialog…</button>}
        <button type="button" onClick={onClose}>Cancel</button>
        <button type="button" className="primary" disabled={!fits} onClick={() => onTake(path!)}>{take}</button>
      </>
    }>
      <div className="browser">
        <div className="row">
          {listing.data?.places.map(place => <button key={place.path} type="button" className="quiet" onClick={() => go(place.path)}>{place.title}</button>)}
          <button type="button" disabled={!listing.data?.parent} onClick={() => go(listing.data!.parent)}>Up</button>
          {wants === 'folder' && <NewFolder parent={here} onMade={go} />}
        </div>
        <div className="field">
          <label htmlFor="picker-path">Path</label>
          <input id="picker-path" className="mono" readOnly={listing.isPending && typed === null} value={typed ?? chosen?.path ?? here} onChange={event => setTyped(event.target.value)} onKeyDown={event => event.key === 'Enter' && (wants === 'file' && typed ? onTake(typed) : go(typed ?? here))} spellCheck={false} style={{ maxWidth: 'none' }} />
        </div>
        {listing.error ? <Problem error={listing.error} /> : (
          <ul className="browser-list" aria-label={`In ${here}`} aria-busy={listing.isPending}>
            {listing.data?.entries.map(entry => (
              <li key={entry.path}>
                <button type="button" aria-current={chosen?.path === entry.path} onClick={() => { setChosen(entry); setTyped(null) }} onDoubleClick={() => open(entry)} onKeyDown={event => event.key === 'Enter' && chosen?.path === entry.path && (event.preventDefault(), open(entry))}>
                  <span aria-hidden="true">{entry.kind === 'folder' ? '▸' : '·'}</span>
                  <span>{entry.name}{entry.kind === 'folder' ? '/' : ''}</span>
                  <span className="muted small">{[entry.guess, entry.bytes !== null && bytes(entry.bytes)].filter(Boolean).join(', ')}</span>
                  <span className="muted small">{entry.modified ? moment(entry.modified) : ''}</span>
                </button>
              </li>
            ))}
            {listing.data?.entries.length === 0 && <li className="muted" style={{ padding: 12 }}>Nothing here.</li>}
          </ul>
        )}
        {listing.data && listing.data.shown < listing.data.total && <p className="small muted">The first {listing.data.shown} of {listing.data.total} names. Type the path of one that is not shown.</p>}
      </div>
    </Dialog>
  )
}

function NewFolder({ parent, onMade }: { parent: string; onMade: (path: string) => void }): ReactNode {
  const [name, setName] = useState<string | null>(null)
  const make = useChange('files.makeFolder', ({ path }, client) => {
    setName(null)
    void client.invalidateQueries({ queryKey: ['files.list'] })
    onMade(path)
  })
  if (name === null) return <button type="button" onClick={() => setName('')}>New folder…</button>
  return (
    <form className="row" onSubmit={event => { event.preventDefault(); make.mutate({ parent, name }) }}>
      <input aria-label="Name of the new folder" value={name} autoFocus onChange={event => setName(event.target.value)} />
      <button type="submit" disabled={name.trim() === ''}>Make</button>
      {make.error && <span className="field-error" role="alert">{make.error.message}</span>}
    </form>
  )
}
