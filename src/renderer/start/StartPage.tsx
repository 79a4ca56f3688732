import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { thumbnailAddress } from '../../preload/contract/addresses.ts'
import type { RecentProject } from '../../preload/contract/calls/app.ts'
import { useCall, useChange } from '../api/queries.ts'
import { HelpButton } from '../help/HelpButton.tsx'
import { goTo, useHash } from '../shell/place.ts'
import { ThemeSwitch } from '../shell/ThemeSwitch.tsx'
import { bytes, count, moment } from '../ui/format.ts'
import { Problem } from '../ui/Notice.tsx'
import { PathPicker } from '../ui/PathPicker.tsx'
import { NewProject } from './NewProject.tsx'
import { SampleButton } from './SampleButton.tsx'

export function StartPage(): ReactNode {
  const [dialog, setDialog] = useState<'new' | 'open' | null>(null)
  const asked = useHash()
  const recent = useCall('recent.list', null), info = useCall('app.info', null)
  const { refetch } = recent
  useEffect(() => {
    document.title = 'CGR workstation'
    void refetch()
  }, [refetch])
  useEffect(() => {
    if (asked !== '#/new' && asked !== '#/open') return
    setDialog(asked === '#/new' ? 'new' : 'open')
    goTo({ folder: null, step: null })
  }, [asked])
  return (
    <main className="page start" data-testid="start-page">
      <header className="row spread">
        <div>
          <h1>CGR workstation</h1>
          <p className="muted">Tells the conformations in a cryo-EM data set apart, on this computer.</p>
        </div>
        <div className="row">
          <HelpButton />
          <ThemeSwitch />
        </div>
      </header>
      <div className="row start-actions">
        <button type="button" className="primary" onClick={() => setDialog('new')}>New project…</button>
        <button type="button" onClick={() => setDialog('open')}>Open project…</button>
        <SampleButton />
        <span className="muted small">or drop a .star, .cs or .mrc file, or a folder, anywhere</span>
      </div>
      <section aria-labelledby="recent-title" className="stack">
        <h2 id="recent-title">Recent projects</h2>
        {recent.error && <Problem error={recent.error} />}
        {recent.data?.length === 0 && <p className="muted">None yet. The sample shows the whole way in a minute and a half: simulated human serum albumin in two states, sorted without being told.</p>}
        <ul className="cards">{recent.data?.map(project => <Recent key={project.folder} project={project} />)}</ul>
      </section>
      {info.data && <footer className="muted small">Version {info.data.version} · {info.data.machine.name}: {info.data.machine.cores} cores, {bytes(info.data.machine.memoryBytes)} memory</footer>}
      {dialog === 'new' && <NewProject input={null} onClose={() => setDialog(null)} />}
      {dialog === 'open' && <PathPicker title="Open a project: the folder of a cgr run" wants="folder" take="Open" onClose={() => setDialog(null)} onTake={folder => goTo({ folder, step: null })} />}
    </main>
  )
}

function about({ exists, particles, classes, state }: RecentProject): string {
  if (!exists) return 'missing: moved, or on a disk that is not there'
  return [particles !== null && `${count(particles)} particles`, classes !== null && `${classes} classes`, state].filter(Boolean).join(' · ')
}

function Recent({ project }: { project: RecentProject }): ReactNode {
  const { folder, name, exists, hasThumbnail, opened } = project
  const forget = useChange('recent.forget', (_, client) => void client.invalidateQueries({ queryKey: ['recent.list'] }))
  return (
    <li className={`card ${exists ? '' : 'missing'}`}>
      <button type="button" className="card-open" disabled={!exists} onClick={() => goTo({ folder, step: null })}>
        {hasThumbnail ? <img src={thumbnailAddress(folder)} alt="" width={240} height={120} /> : <span className="card-blank" aria-hidden="true">{exists ? 'no maps yet' : 'missing'}</span>}
        <strong>{name}</strong>
        <span className="small">{about(project)}</span>
        <span className="small muted">{folder}</span>
        <span className="small muted">opened {moment(opened)}</span>
      </button>
      <button type="button" className="quiet small" onClick={() => forget.mutate({ folder })} title="Takes it off this list; the project itself stays">Forget {name}</button>
    </li>
  )
}
