import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ImportedLabels } from '../../../preload/contract/calls/labels.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { count } from '../../ui/format.ts'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { PathPicker } from '../../ui/PathPicker.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import type { Labelling } from './useLabelling.ts'

type Props = { readonly project: Project; readonly labelling: Labelling; readonly disabled: boolean }

const fileName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

/** Labels from another program's file, and files for others. */
export function LabelFiles({ project, labelling: { current, create }, disabled }: Props): ReactNode {
  const [open, setOpen] = useState<'import' | 'export' | null>(null)
  const [isReading, setReading] = useState(false)
  const [imported, setImported] = useState<(ImportedLabels & { readonly path: string }) | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const take = async (path: string): Promise<void> => {
    setOpen(null)
    setReading(true)
    setImported(null)
    try {
      const set = current?.id ?? (await create(fileName(path).slice(0, 60))).id
      setImported({ path, ...(await callHost('labels.import', { project: project.id, set, path })) })
      setFailure(null)
    } catch (problem) {
      setFailure(problem)
    } finally {
      setReading(false)
    }
  }
  return (
    <>
      <div className="row">
        <button type="button" disabled={disabled || isReading} onClick={() => setOpen('import')}>{isReading ? 'Reading …' : 'From a file…'}</button>
        <button type="button" disabled={!current || current.labelled === 0} onClick={() => setOpen('export')}>Export…</button>
      </div>
      {failure !== null && <Problem error={failure} />}
      {imported && <Imported {...imported} />}
      {open === 'import' && <PathPicker title="Labels from a .star, .cs or .csv file" wants="file" start={project.folder} take="Take these labels" onTake={path => void take(path)} onClose={() => setOpen(null)} />}
      {open === 'export' && current && <ExportDialog project={project} set={current} onClose={() => setOpen(null)} />}
    </>
  )
}

function Imported({ path, labelled, matchedBy, classes, notes }: ImportedLabels & { readonly path: string }): ReactNode {
  return (
    <Notice kind={notes.length > 0 ? 'warning' : 'ok'} title={`${count(labelled)} labels from ${fileName(path)}`}>
      <p className="small">Told apart by {matchedBy}. {classes.map(({ theirs, label, count: particles }) => `${theirs} is label ${label === 0 ? 'x' : label} (${count(particles)})`).join(', ')}.</p>
      {notes.map(note => <p key={note} className="small">{note}.</p>)}
    </Notice>
  )
}
