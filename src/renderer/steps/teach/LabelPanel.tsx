import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { MOST_LABEL } from '../../../preload/contract/calls/labels.ts'
import { useChange } from '../../api/queries.ts'
import { ClassMark } from '../../ui/ClassMark.tsx'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { ClassName } from '../classes/ClassName.tsx'
import { LabelFiles } from './LabelFiles.tsx'
import type { LabelKey } from './labelKeys.ts'
import { RetrainPanel } from './RetrainPanel.tsx'
import { SetChooser } from './SetChooser.tsx'
import type { Labelling } from './useLabelling.ts'

type Props = { readonly project: Project; readonly labelling: Labelling; /** Particles that a label would be given to. */ readonly chosen: number; readonly disabled: boolean; readonly onKey: (key: LabelKey) => void }

const NO_LABELS = Array.from({ length: MOST_LABEL + 1 }, (_, label) => ({ label, name: label === 0 ? 'junk' : `class ${label}`, count: 0 }))

/** The label set: its labels with their keys, names and counts, and where they come from and go to. */
export function LabelPanel({ project, labelling, chosen, disabled, onKey }: Props): ReactNode {
  const { current } = labelling
  const rename = useChange('labels.rename', (_, client) => void client.invalidateQueries({ queryKey: ['labels.sets'] }))
  const [junk, ...classes] = current?.labels ?? NO_LABELS
  const isPointless = disabled || chosen === 0
  return (
    <aside className="teach-panel" aria-label="Labels">
      <SetChooser project={project} labelling={labelling} disabled={disabled} />
      <ul className="teach-legend" aria-label="Labels and their keys">
        {[...classes, junk].map(({ label, name, count: particles }) => (
          <li key={label} data-testid={`label-${label}`}>
            <button type="button" className="teach-key" disabled={isPointless} title={`Label what is chosen (key ${label === 0 ? 'x' : label})`} aria-label={`Label what is chosen ${label === 0 ? 'junk' : `${label}, ${name}`}`} onClick={() => onKey({ label })}>
              <kbd>{label === 0 ? 'x' : label}</kbd><ClassMark colour={label - 1} number={label} />
            </button>
            {label === 0 || !current ? <span className="teach-name">{name}</span> : <ClassName name={name} disabled={disabled} onRename={to => rename.mutate({ project: project.id, set: current.id, names: { [label]: to } })} />}
            <span className="number" title="Particles with this label">{count(particles)}</span>
          </li>
        ))}
      </ul>
      {rename.error && <Problem error={rename.error} />}
      <div className="row teach-steps">
        <button type="button" disabled={isPointless} title="Take the label off what is chosen (key 0 or Backspace)" onClick={() => onKey({ label: null })}>Take label off</button>
        <button type="button" disabled={disabled || !current?.undo} title={`${current?.undo ?? 'There is nothing to undo'} (z)`} onClick={() => onKey('undo')}>Undo</button>
        <button type="button" disabled={disabled || !current?.redo} title={`${current?.redo ?? 'There is nothing to redo'} (Shift+Z)`} onClick={() => onKey('redo')}>Redo</button>
      </div>
      <p className="small muted">Click particles, or draw a box around them; then press a key, or click a label. {count(current?.labelled ?? 0)} of {count(project.input?.particles ?? 0)} have a label.</p>
      <RetrainPanel project={project} set={current} />
      <LabelFiles project={project} labelling={labelling} disabled={disabled} />
    </aside>
  )
}
