import { useState } from 'react'
import type { ReactNode } from 'react'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { CallFailed } from '../../api/callHost.ts'
import { useChange } from '../../api/queries.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { bytes } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'

/** Writes a set's labels into a folder, and says how `cgr train` learns from them. */
export function ExportDialog({ project, set, onClose }: { readonly project: Project; readonly set: LabelSet; readonly onClose: () => void }): ReactNode {
  const [folder, setFolder] = useState(`${project.folder}/labels`)
  const [replace, setReplace] = useState(false)
  const write = useChange('labels.export')
  const canBeReplaced = write.error instanceof CallFailed && write.error.kind === 'output' && write.error.advice.includes('replaced')
  return (
    <Dialog title={`Export the label set “${set.name}”`} onClose={onClose} footer={
      <>
        <button type="button" onClick={onClose}>Close</button>
        <button type="submit" form="label-export" className="primary" disabled={folder === '' || write.isPending}>{write.isPending ? 'Writing …' : 'Export'}</button>
      </>
    }>
      <form id="label-export" className="field" onSubmit={event => { event.preventDefault(); write.mutate({ project: project.id, set: set.id, folder, replace }) }}>
        <label htmlFor="label-folder">Folder</label>
        <input id="label-folder" className="mono teach-folder" value={folder} spellCheck={false} onChange={event => setFolder(event.target.value)} />
        <span className="hint">On the machine that computes; made where it is not there. A table of rows and labels, and the labelled rows of the input.</span>
      </form>
      {write.error && <Problem error={write.error}>{(canBeReplaced || replace) && <label><input type="checkbox" checked={replace} onChange={event => setReplace(event.currentTarget.checked)} /> Replace files of the same name in this folder</label>}</Problem>}
      {write.data && (
        <div className="stack" data-testid="label-files">
          <ul className="teach-files">{write.data.files.map(file => <li key={file.path}><span className="mono">{file.path}</span> <span className="small muted">{bytes(file.bytes)}: {file.about}</span></li>)}</ul>
          <p>A network learns from them with:</p>
          <pre className="command" data-testid="train-command" tabIndex={0}>{write.data.command}</pre>
          <CopyButton text={write.data.command} label="Copy the command" />
        </div>
      )}
    </Dialog>
  )
}
