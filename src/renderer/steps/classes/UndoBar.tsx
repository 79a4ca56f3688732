import type { ReactNode } from 'react'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import { count } from '../../ui/format.ts'
import type { Change } from './useEdits.ts'

const changes = (edits: number): string => (edits === 0 ? 'Nothing changed since the run' : `${count(edits)} ${edits === 1 ? 'change' : 'changes'} since the run`)

/** What can be taken back and done again, in words, and how much was changed. */
export function UndoBar({ state: { undo, redo, edits, moved }, disabled, onChange, children }: { readonly state: EditState; readonly disabled: boolean; readonly onChange: (change: Change) => void; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="row undo-bar" role="toolbar" aria-label="Changes">
      <button type="button" disabled={disabled || undo === null} title={undo === null ? 'There is nothing to undo' : `${undo} (Ctrl+Z)`} onClick={() => onChange('undo')}><span aria-hidden="true">↶</span><span className="undo-words">{undo ?? 'Undo'}</span></button>
      <button type="button" disabled={disabled || redo === null} title={redo === null ? 'There is nothing to redo' : `${redo} (Ctrl+Shift+Z or Ctrl+Y)`} onClick={() => onChange('redo')}><span aria-hidden="true">↷</span><span className="undo-words">{redo ?? 'Redo'}</span></button>
      <span className="small muted" role="status">{changes(edits)}{moved > 0 && `; ${count(moved)} ${moved === 1 ? 'particle' : 'particles'} moved by hand`}</span>
      {children}
    </div>
  )
}
