import { useCallback } from 'react'
import type { ReactNode } from 'react'
import type { Edit, EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { classMark } from '../../plots/marks.ts'
import { ClassMark } from '../../ui/ClassMark.tsx'
import { count, percent } from '../../ui/format.ts'
import { Choices } from './Choices.tsx'
import { ClassMap } from './ClassMap.tsx'
import { ClassName } from './ClassName.tsx'
import { targets } from './classQueries.ts'
import { PALETTE, colourName } from './palette.ts'

export type CardProps = {
  readonly project: Project
  readonly of: EditedClass
  readonly classes: readonly EditedClass[]
  readonly isChosen: boolean
  readonly isLive: boolean
  readonly isTurning: boolean
  readonly disabled: boolean
  readonly onChoose: (number: number) => void
  readonly onEdit: (edit: Edit) => void
  readonly onSight: (number: number, isOnScreen: boolean) => void
}

/** A class: how it looks, how large, how well resolved and how certain it is, and what can be done with it. */
export function ClassCard(props: CardProps): ReactNode {
  const { project, of, classes, isChosen, isLive, isTurning, disabled, onChoose, onEdit, onSight } = props
  const { number, name, colour, excluded, merged } = of
  const map = project.report?.classes.find(one => one.number === number)?.map ?? null
  const sight = useCallback((isOnScreen: boolean) => onSight(number, isOnScreen), [onSight, number])
  return (
    <li className={`class-card${isChosen ? ' is-chosen' : ''}${excluded ? ' is-excluded' : ''}`} data-testid={`class-${number}`}>
      <div className="class-head">
        {number === 0 ? <ClassMark colour={colour} number={number} /> : <Colour of={of} classes={classes} disabled={disabled} onEdit={onEdit} />}
        {number === 0 ? <strong className="class-name">{name}</strong> : <ClassName name={name} disabled={disabled} onRename={to => onEdit({ kind: 'rename', class: number, name: to })} />}
        {excluded && <span className="class-word">left out</span>}
      </div>
      {map !== null && <ClassMap project={project} map={map} name={name} colour={colour} isLive={isLive} isTurning={isTurning} onSight={sight} />}
      <Figures of={of} />
      {merged.length > 0 && <p className="small muted">With class {merged.join(' and ')} of the run; the map is that of class {number} alone.</p>}
      <div className="class-tools">
        <button type="button" aria-pressed={isChosen} onClick={() => onChoose(number)} aria-label={`Particles of ${name}`} title="Show its particles below">Particles</button>
        {number > 0 && (
          <>
            <Choices title={`Merge ${name} into …`} disabled={disabled} choices={targets(classes, number, false).map(other => ({ key: String(other.number), content: <><ClassMark colour={other.colour} number={other.number} />{other.name}</>, label: `Merge ${name} into ${other.name}`, onChoose: () => onEdit({ kind: 'merge', from: number, into: other.number }) }))}>Merge…</Choices>
            <button type="button" disabled={disabled} title={excluded ? 'Counts again, and is exported' : 'Its particles are neither counted nor exported'} aria-label={`${excluded ? 'Include' : 'Exclude'} ${name}`} onClick={() => onEdit({ kind: 'exclude', class: number, excluded: !excluded })}>{excluded ? 'Include' : 'Exclude'}</button>
          </>
        )}
      </div>
    </li>
  )
}

function Colour({ of: { number, name, colour }, classes, disabled, onEdit }: Pick<CardProps, 'of' | 'classes' | 'disabled' | 'onEdit'>): ReactNode {
  const users = (index: number): string => classes.filter(other => other.colour === index && other.number !== number).map(other => `, that of ${other.name}`).join('')
  const choices = PALETTE.map((_, index) => ({ key: String(index), content: <ClassMark colour={index} number={number} />, label: `${colourName(index)}${users(index)}`, isCurrent: index === colour, onChoose: () => onEdit({ kind: 'recolour', class: number, colour: index }) }))
  return <Choices className="class-colour" label={`Colour of ${name}: ${colourName(colour)}`} title="Colour" disabled={disabled} choices={choices}><ClassMark colour={colour} number={number} /></Choices>
}

function Figures({ of: { number, colour, particles, occupancy, resolutionA, meanPosterior, excluded } }: Pick<CardProps, 'of'>): ReactNode {
  return (
    <dl className="class-figures">
      <div><dt>Particles</dt><dd>{count(particles)}</dd></div>
      {number > 0 && (
        <>
          <div title="Fraction of the particles that are neither junk nor left out"><dt>Occupancy</dt><dd>{excluded ? '–' : percent(occupancy)}</dd></div>
          <div className="class-bar" aria-hidden="true"><span style={{ width: percent(occupancy, 2).replace(' ', ''), background: classMark(number, colour).colour }} /></div>
          <div title="Fourier shell correlation of the class’s half-maps, 0.143, as the run made them"><dt>Resolution</dt><dd>{resolutionA === null ? '–' : `${resolutionA.toFixed(1)} Å`}</dd></div>
          <div title="Mean over its particles of the probability that they belong to it: 1 is certain"><dt>Confidence</dt><dd>{meanPosterior === null ? '–' : meanPosterior.toFixed(3)}</dd></div>
        </>
      )}
    </dl>
  )
}
