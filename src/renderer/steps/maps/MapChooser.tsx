import { useState } from 'react'
import type { ReactNode } from 'react'
import { ClassMark } from '../../ui/ClassMark.tsx'
import type { ChoiceGroup, MapChoice } from './mapChoices.ts'
import { MOST_SHOWN } from './mapsView.ts'

type Props = { readonly classMaps: readonly MapChoice[]; readonly others: readonly ChoiceGroup[]; readonly shown: readonly string[]; readonly onShown: (names: string[]) => void }

/** Which maps are shown, at most four at a time: those of the classes, and under a fold everything else that was made. */
export function MapChooser({ classMaps, others, shown, onShown }: Props): ReactNode {
  const toggle = (name: string): void => onShown(shown.includes(name) ? shown.filter(one => one !== name) : [...shown, name])
  const isFull = shown.length >= MOST_SHOWN
  const boxes = (choices: readonly MapChoice[]): ReactNode => choices.map(choice => <Choice key={choice.entry.name} choice={choice} isShown={shown.includes(choice.entry.name)} isFull={isFull} onToggle={toggle} />)
  const [isOpen, setOpen] = useState(() => others.some(({ choices }) => choices.some(({ entry }) => shown.includes(entry.name))))
  return (
    <fieldset className="maps-part" data-testid="map-chooser">
      <legend>Maps</legend>
      <div className="maps-choices">{boxes(classMaps)}</div>
      {others.length > 0 && (
        <details open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
          <summary>Half-maps, decoded maps, masks</summary>
          {others.map(({ title, choices }) => <div key={title} className="maps-choices" role="group" aria-label={title}>{boxes(choices)}</div>)}
        </details>
      )}
      {isFull && <span className="hint small muted">Four at most: take one away to show another.</span>}
    </fieldset>
  )
}

function Choice({ choice: { entry, title, note, colour }, isShown, isFull, onToggle }: { readonly choice: MapChoice; readonly isShown: boolean; readonly isFull: boolean; readonly onToggle: (name: string) => void }): ReactNode {
  return (
    <label className="maps-choice" title={`${entry.name}: ${entry.box} voxels a side, ${entry.pixelSizeA.toFixed(3)} Å`}>
      <input type="checkbox" checked={isShown} disabled={isFull && !isShown} onChange={() => onToggle(entry.name)} />
      {entry.class !== null && <ClassMark colour={colour} number={entry.class} />}
      <span>{title}{note && <span className="muted"> ({note})</span>}</span>
    </label>
  )
}
