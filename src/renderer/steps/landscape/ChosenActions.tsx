import type { ReactNode } from 'react'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { ClassMark } from '../../ui/ClassMark.tsx'
import { count as shown } from '../../ui/format.ts'
import { Choices } from '../classes/Choices.tsx'

export type Label = Pick<LabelSet['labels'][number], 'label' | 'name'>

type Props = {
  readonly project: Project
  readonly classes: readonly EditedClass[]
  readonly labels: readonly Label[]
  /** Particles that a change would take, and whether they were picked among those chosen. */
  readonly count: number
  readonly isPicked: boolean
  readonly isTooMany: boolean
  readonly onMove: (into: EditedClass) => void
  readonly onLabel: (label: number, name: string) => void
  readonly onMap?: () => void
}

/** What can be done with the chosen particles. */
export function ChosenActions({ project, classes, labels, count, isPicked, isTooMany, onMove, onLabel, onMap }: Props): ReactNode {
  const disabled = project.readOnlyReason !== null || count === 0 || isTooMany
  const which = isPicked ? `${shown(count)} picked` : 'all'
  const title = (what: string): string => (isTooMany ? 'Choose fewer: at most 200,000 can be changed at once' : what)
  return (
    <div className="row">
      {classes.length > 0 && <Choices title={title('Move what is chosen to a class')} disabled={disabled} choices={classes.map(one => ({ key: String(one.number), content: <><ClassMark colour={one.colour} number={one.number} />{one.name}</>, onChoose: () => onMove(one) }))}>Move {which} to…</Choices>}
      <Choices title={title('Label what is chosen, to teach the program with it')} disabled={disabled} choices={labels.map(({ label, name }) => ({ key: String(label), content: <><ClassMark colour={label - 1} number={label} />{name}</>, onChoose: () => onLabel(label, name) }))}>Label {which}…</Choices>
      {onMap && <button type="button" title={title('Reconstruct a map from what is chosen, with half-maps and FSC')} disabled={disabled} onClick={onMap}>Make a map of {which}</button>}
    </div>
  )
}
