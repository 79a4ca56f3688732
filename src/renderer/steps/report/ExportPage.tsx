import { useState } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { ExportKind } from '../../../preload/contract/calls/exports.ts'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { CallFailed } from '../../api/callHost.ts'
import { useChange } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { PathPicker } from '../../ui/PathPicker.tsx'
import { exportKinds } from './exportKinds.ts'
import type { KindHelp } from './exportKinds.ts'
import { WrittenFiles, folderOf, writtenWords } from './WrittenFiles.tsx'

const CHOICE = z.object({ kinds: z.array(ExportKind), folder: z.string().nullable() })
const FIRST: z.infer<typeof CHOICE> = { kinds: ['assignment', 'maps', 'report'], folder: null }

/** Writes what others go on with into a folder. */
export function ExportPage({ project, edits }: { readonly project: Project; readonly edits: EditState }): ReactNode {
  const [choice, setChoice] = useSaved(project, 'report.export', CHOICE, FIRST)
  const [picking, setPicking] = useState(false)
  const [replace, setReplace] = useState(false)
  const write = useChange('exports.write')
  const kinds = exportKinds(project.report?.input.format ?? 'star', edits)
  const folder = choice.folder ?? `${project.folder}/exports`
  const toName = (to: string): void => {
    setChoice({ ...choice, folder: to })
    setReplace(false)
    write.reset()
  }
  const toggle = ({ kind }: KindHelp, isOn: boolean): void => setChoice({ ...choice, kinds: isOn ? [...choice.kinds, kind] : choice.kinds.filter(one => one !== kind) })
  const canBeReplaced = write.error instanceof CallFailed && write.error.kind === 'output' && write.error.advice.includes('replaced')
  const start = (): void => {
    setReplace(false)
    write.mutate({ project: project.id, folder, kinds: kinds.map(({ kind }) => kind).filter(kind => choice.kinds.includes(kind)), replace })
  }
  return (
    <div className="report-columns">
      <Panel title="Export">
        <form className="stack" onSubmit={event => { event.preventDefault(); start() }}>
          <fieldset className="report-kinds">
            <legend>What</legend>
            {kinds.map(help => <KindChoice key={help.kind} help={help} isOn={choice.kinds.includes(help.kind)} onToggle={isOn => toggle(help, isOn)} />)}
          </fieldset>
          <div className="field">
            <label htmlFor="export-folder">Folder</label>
            <span className="row report-path">
              <input id="export-folder" className="mono" value={folder} spellCheck={false} onChange={event => toName(event.target.value)} />
              <button type="button" onClick={() => setPicking(true)}>Browse…</button>
            </span>
            <span className="hint">On the machine that computes; made where it is not there. Written whole or not at all.</span>
          </div>
          {write.error && (
            <Problem error={write.error}>
              {(canBeReplaced || replace) && <label className="report-replace"><input type="checkbox" checked={replace} onChange={event => setReplace(event.currentTarget.checked)} /> Replace files of the same name in this folder</label>}
            </Problem>
          )}
          {write.data && <Notice kind="ok" title={writtenWords(write.data.files)}><p className="mono">{folderOf(write.data.files)}</p></Notice>}
          <div className="row"><button type="submit" className="primary" disabled={choice.kinds.length === 0 || folder === '' || write.isPending}>{write.isPending ? 'Writing …' : 'Export'}</button>{choice.kinds.length === 0 && <span className="muted small">Choose what to export.</span>}</div>
        </form>
      </Panel>
      {write.data && <WrittenFiles files={write.data.files} />}
      {picking && <PathPicker title="Choose a folder for the exported files" wants="folder" start={project.folder} take="Choose" onClose={() => setPicking(false)} onTake={path => { setPicking(false); toName(path) }} />}
    </div>
  )
}

function KindChoice({ help: { kind, title, files, about, edited }, isOn, onToggle }: { readonly help: KindHelp; readonly isOn: boolean; readonly onToggle: (isOn: boolean) => void }): ReactNode {
  const id = `export-${kind.replace(' ', '-')}`
  return (
    <div className="report-kind">
      <input type="checkbox" id={id} aria-describedby={`${id}-about`} checked={isOn} onChange={event => onToggle(event.currentTarget.checked)} />
      <div>
        <label htmlFor={id}><strong>{title}</strong> <span className="mono muted">{files}</span></label>
        <p id={`${id}-about`} className="small muted">{about}</p>
        {edited && <p className="small report-edited"><strong>Changed by hand:</strong> {edited}</p>}
      </div>
    </div>
  )
}
