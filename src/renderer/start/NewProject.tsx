import { useState } from 'react'
import type { ReactNode } from 'react'
import { useCall, useChange } from '../api/queries.ts'
import { goTo } from '../shell/place.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { PathPicker } from '../ui/PathPicker.tsx'
import { Problem } from '../ui/Notice.tsx'

const nameOf = (input: string): string => (input.split(/[/\\]/).at(-1) ?? 'project').replace(/\.(star|cs)$/i, '') || 'project'

type Picking = 'input' | 'folder' | 'root' | null

/** Names the particles and the folder of a new project; the particles are read once before anything is made. */
export function NewProject({ input: given, onClose }: { input: string | null; onClose: () => void }): ReactNode {
  const info = useCall('app.info', null)
  const [input, setInput] = useState(given ?? '')
  const [typedFolder, setFolder] = useState<string | null>(null)
  const [root, setRoot] = useState('')
  const [picking, setPicking] = useState<Picking>(null)
  const folder = typedFolder ?? (input && info.data ? `${info.data.projectsFolder}/${nameOf(input)}` : '')
  const create = useChange('project.create', project => {
    onClose()
    goTo({ folder: project.folder, step: 'import' })
  })
  const taken: Readonly<Record<Exclude<Picking, null>, (path: string) => void>> = { input: setInput, folder: setFolder, root: setRoot }
  if (picking) return <PathPicker title={TITLES[picking]} wants={picking === 'input' ? 'any' : 'folder'} take="Choose" onClose={() => setPicking(null)} onTake={path => { taken[picking](path); setPicking(null) }} />
  return (
    <Dialog title="New project" onClose={onClose} footer={
      <>
        <button type="button" onClick={onClose}>Cancel</button>
        <button type="submit" form="new-project" className="primary" disabled={input === '' || folder === '' || create.isPending}>{create.isPending ? 'Reading the particles …' : 'Import'}</button>
      </>
    }>
      <form id="new-project" className="stack" onSubmit={event => { event.preventDefault(); create.mutate({ folder, input, root: root || null, passthrough: null }) }}>
        <PathField label="Particles" hint="A RELION .star or cryoSPARC .cs file; or one 3D map per particle: a folder of .mrc, or a .star that names them." value={input} onChange={setInput} onBrowse={() => setPicking('input')} />
        <PathField label="Folder of the project" hint="New or empty. Maps, assignments and the project’s database go here." value={folder} onChange={setFolder} onBrowse={() => setPicking('folder')} />
        <PathField label="Stacks are under" hint="Only where they are not found beside the particles: the RELION or cryoSPARC project’s folder." value={root} onChange={setRoot} onBrowse={() => setPicking('root')} />
        {create.error && <Problem error={create.error} />}
      </form>
    </Dialog>
  )
}

const TITLES = { input: 'Choose the particles', folder: 'Choose the folder of the project', root: 'Choose the folder that the stacks are under' } as const

function PathField({ label, hint, value, onChange, onBrowse }: { label: string; hint: string; value: string; onChange: (value: string) => void; onBrowse: () => void }): ReactNode {
  return (
    <div className="field">
      <label>
        <span className="label">{label}</span>
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          <input className="mono" style={{ maxWidth: 'none', flex: 1 }} value={value} onChange={event => onChange(event.target.value)} spellCheck={false} />
          <button type="button" onClick={onBrowse} aria-label={`Browse for: ${label}`}>Browse…</button>
        </span>
      </label>
      <span className="hint">{hint}</span>
    </div>
  )
}
