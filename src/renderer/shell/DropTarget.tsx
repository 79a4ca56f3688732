import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { LookedAt } from '../../preload/contract/calls/files.ts'
import { useChange } from '../api/queries.ts'
import { windowBridge } from '../api/windowBridge.ts'
import { NewProject } from '../start/NewProject.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice, Problem } from '../ui/Notice.tsx'
import { useDroppedFiles } from '../ui/useDroppedFiles.tsx'
import { goTo } from './place.ts'

/** Whatever is dropped anywhere is looked at, and what it is stands there before anything is done with it. */
export function DropTarget({ children }: { children: ReactNode }): ReactNode {
  const look = useChange('files.look')
  const lookAt = look.mutate
  useEffect(() => windowBridge?.onCommand(command => {
    if (command.startsWith('open:')) lookAt({ path: command.slice('open:'.length) })
  }), [lookAt])
  const { onDrop, asking } = useDroppedFiles(files => files.slice(0, 1), ([path]) => lookAt({ path }), 'Look at it')
  return (
    <div className="drop-target" onDragOver={event => event.preventDefault()} onDrop={onDrop}>
      {children}
      {asking}
      {look.error && <Dialog title="Cannot be used" onClose={look.reset}><Problem error={look.error} /></Dialog>}
      {look.data && <WhatItIs seen={look.data} onClose={look.reset} />}
    </div>
  )
}

function WhatItIs({ seen, onClose }: { seen: LookedAt; onClose: () => void }): ReactNode {
  const [imports, setImports] = useState(false)
  if (imports) return <NewProject input={seen.path} onClose={onClose} />
  const open = (): void => {
    onClose()
    goTo({ folder: seen.path.replace(/[/\\]project\.sqlite$/, ''), step: null })
  }
  return (
    <Dialog title={seen.title} onClose={onClose} footer={
      <>
        <button type="button" onClick={onClose}>Cancel</button>
        {seen.actions.includes('open') && <button type="button" className="primary" onClick={open}>Open the project</button>}
        {seen.actions.includes('import') && <button type="button" className="primary" onClick={() => setImports(true)}>New project with it…</button>}
      </>
    }>
      <p className="mono">{seen.path}</p>
      <ul className="stack small">{seen.facts.slice(1, 12).map(fact => <li key={fact}>{fact}</li>)}</ul>
      {seen.doubts.map(doubt => <Notice key={doubt} kind="warning" title={doubt} />)}
      {seen.actions.includes('compare') && <p className="muted">To compare it with a sorted project, load it at that project’s last step.</p>}
      {seen.actions.includes('mask') && <p className="muted">To sort within it as a mask, name it at a project’s Sort step.</p>}
    </Dialog>
  )
}
