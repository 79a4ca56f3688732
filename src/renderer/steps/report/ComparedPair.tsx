import { useId } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import { ConfusionTable } from '../../plots/ConfusionTable.tsx'
import { count } from '../../ui/format.ts'
import { Panel } from '../../ui/Panel.tsx'
import { MatchedMaps } from './MatchedMaps.tsx'
import { className, pairOf, signOf } from './comparison.ts'

const OURS = 0
/** By path, because places change; null: the classes here. */
const CHOICE = z.object({ first: z.string().nullable(), second: z.string().nullable() })

type Props = { readonly project: Project; readonly edits: EditState; readonly comparison: AssignmentComparison; readonly names: readonly string[]; readonly places: readonly number[] }

/** Two of the assignments, class by class. */
export function ComparedPair({ project, edits, comparison, names, places }: Props): ReactNode {
  const { assignments } = comparison
  const [choice, setChoice] = useSaved(project, 'report.pair', CHOICE, { first: null, second: null })
  const placeOf = (path: string | null): number | undefined => places.find(place => assignments[place].path === path)
  const first = placeOf(choice.first) ?? OURS
  const second = [placeOf(choice.second), ...places].find(place => place !== undefined && place !== first)!
  const pair = pairOf(comparison, first, second)!
  const choose = (one: number, other: number): void => setChoice({ first: assignments[one].path, second: assignments[other].path })
  const nameOf = (place: number): string => `${signOf(place)} ${names[place]}`
  const theirs = first === OURS ? second : second === OURS ? first : null
  return (
    <Panel title="Two of them" className="report-pair" tools={
      <>
        <Choice label="First" place={first} places={places} nameOf={nameOf} onPlace={place => choose(place, place === second ? first : second)} />
        <Choice label="Second" place={second} places={places} nameOf={nameOf} onPlace={place => choose(place === first ? second : first, place)} />
      </>
    }>
      <div className="report-halves">
        <div>
          {pair.counts.length === 0
            ? <p className="muted">They have no particle in common.</p>
            : <ConfusionTable title="Particles by class" rowTitle={names[pair.a]} columnTitle={names[pair.b]} rows={pair.rowLabels.map(label => className(pair.a, label))} columns={pair.columnLabels.map(label => className(pair.b, label))} counts={pair.counts} />}
          <p className="small muted">{count(pair.counts.flat().reduce((sum, value) => sum + value, 0))} particles are in both. Percentages are of the row.</p>
        </div>
        {theirs === null ? <p className="small muted">Maps are compared with those of this project alone: choose “{nameOf(OURS)}” as one of the two.</p> : <MatchedMaps project={project} edits={edits} path={assignments[theirs].path!} sign={theirs} />}
      </div>
    </Panel>
  )
}

type ChoiceProps = { readonly label: string; readonly place: number; readonly places: readonly number[]; readonly nameOf: (place: number) => string; readonly onPlace: (place: number) => void }

function Choice({ label, place, places, nameOf, onPlace }: ChoiceProps): ReactNode {
  const id = useId()
  return (
    <span className="report-choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={place} onChange={event => onPlace(Number(event.target.value))}>{places.map(one => <option key={one} value={one}>{nameOf(one)}</option>)}</select>
    </span>
  )
}
