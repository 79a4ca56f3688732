import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useChange } from '../../api/queries.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { moment } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { resolutionWords, titleOf } from './walkWords.ts'

type Props = { readonly project: Project; readonly walks: readonly WalkReport[]; readonly shown: WalkReport; readonly onShow: (name: string) => void; /** Nothing can be removed now. */ readonly isBusy: boolean }

/** The walks that were made, one of which is looked at. */
export function WalkList({ project, walks, shown, onShow, isBusy }: Props): ReactNode {
  const group = useId()
  const [removed, setRemoved] = useState<WalkReport | null>(null)
  const remove = useChange('landscape.removeWalk')
  return (
    <>
      <ul className="motion-walks" aria-label="Maps that were made" data-testid="walks">
        {walks.map(walk => (
          <li key={walk.name} className="row spread">
            <label className="maps-choice" title={`Made ${moment(walk.made)}`}>
              <input type="radio" name={group} checked={walk.name === shown.name} onChange={() => onShow(walk.name)} />
              <span>{titleOf(walk)} <span className="muted small number">{resolutionWords(walk)}</span></span>
            </label>
            <button type="button" className="quiet" aria-label={`Remove ${titleOf(walk)}`} title="Remove these maps" disabled={isBusy || project.readOnlyReason !== null} onClick={() => setRemoved(walk)}>✕</button>
          </li>
        ))}
      </ul>
      {remove.error && <Problem error={remove.error} />}
      {removed && (
        <Dialog title={`Remove ${titleOf(removed)}?`} onClose={() => setRemoved(null)} footer={<>
          <button type="button" className="danger" onClick={() => { remove.mutate({ project: project.id, name: removed.name }); setRemoved(null) }}>Remove the maps</button>
          <button type="button" onClick={() => setRemoved(null)}>Keep them</button>
        </>}>
          <p>Its maps, half-maps and curves are deleted from the project’s folder. They can be made again.</p>
        </Dialog>
      )}
    </>
  )
}
