import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { useChange } from '../../api/queries.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import type { Labelling } from './useLabelling.ts'

type Props = { readonly project: Project; readonly labelling: Labelling; readonly disabled: boolean }

/** Longest name of a set. */
const LONGEST = 60

/** Which set of labels is worked on; sets are made, named and removed here. */
export function SetChooser({ project, labelling: { sets, current, choose, create }, disabled }: Props): ReactNode {
  const [asking, setAsking] = useState<'new' | 'rename' | 'remove' | null>(null)
  const remove = useChange('labels.remove', (_, client) => {
    setAsking(null)
    void client.invalidateQueries({ queryKey: ['labels.sets'] })
  })
  const name = async (wanted: string): Promise<void> => {
    if (asking === 'new') await create(wanted)
    else if (current) await callHost('labels.rename', { project: project.id, set: current.id, name: wanted })
  }
  return (
    <div className="field">
      <label htmlFor="label-set">Label set</label>
      <div className="row">
        <select id="label-set" className="teach-set" value={current?.id ?? ''} disabled={!current} onChange={event => choose(Number(event.target.value))}>
          {sets?.length === 0 && <option value="">none yet</option>}
          {sets?.map(set => <option key={set.id} value={set.id}>{set.name} ({count(set.labelled)})</option>)}
        </select>
        <button type="button" disabled={disabled} onClick={() => setAsking('new')}>New…</button>
        <button type="button" disabled={disabled || !current} onClick={() => setAsking('rename')}>Rename…</button>
        <button type="button" disabled={disabled || !current} onClick={() => setAsking('remove')}>Remove…</button>
      </div>
      {(asking === 'new' || asking === 'rename') && <NameDialog title={asking === 'new' ? 'New label set' : 'Rename the label set'} first={asking === 'new' ? '' : current?.name ?? ''} onName={name} onClose={() => setAsking(null)} />}
      {asking === 'remove' && current && (
        <Dialog title={`Remove the label set “${current.name}”?`} onClose={() => setAsking(null)} footer={
          <>
            <button type="button" onClick={() => setAsking(null)}>Cancel</button>
            <button type="button" className="danger" disabled={remove.isPending} onClick={() => remove.mutate({ project: project.id, set: current.id })}>Remove</button>
          </>
        }>
          <p>{count(current.labelled)} particles lose the labels that they have in it. This cannot be undone; files that were exported stay.</p>
          {remove.error && <Problem error={remove.error} />}
        </Dialog>
      )}
    </div>
  )
}

function NameDialog({ title, first, onName, onClose }: { readonly title: string; readonly first: string; readonly onName: (name: string) => Promise<void>; readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState(first)
  const [failure, setFailure] = useState<unknown>(null)
  const take = (): void => void onName(name).then(onClose, setFailure)
  return (
    <Dialog title={title} onClose={onClose} footer={
      <>
        <button type="button" onClick={onClose}>Cancel</button>
        <button type="submit" form="label-set-form" className="primary" disabled={name.trim() === ''}>Save</button>
      </>
    }>
      <form id="label-set-form" className="field" onSubmit={event => { event.preventDefault(); take() }}>
        <label htmlFor="label-set-name">Name</label>
        <input id="label-set-name" value={name} maxLength={LONGEST} autoFocus onChange={event => setName(event.target.value)} />
      </form>
      {failure !== null && <Problem error={failure} />}
    </Dialog>
  )
}
