import { useId } from 'react'
import type { ReactNode } from 'react'
import { NumberBox } from '../../plots/NumberBox.tsx'
import { choiceOf, choiceWord } from './colourChoice.ts'
import type { ColourChoice, ColourKey } from './colourChoice.ts'
import type { MapChoice } from './mapChoices.ts'

type Props = {
  readonly choice: ColourChoice
  readonly onChoice: (choice: ColourChoice) => void
  readonly scaleKey: ColourKey | null
  /** Maps that differences may be taken to. */
  readonly references: readonly MapChoice[]
  readonly hasLocal: boolean
  /** Volumes have the colour of their class only. */
  readonly isSurface: boolean
}

/** What the surfaces are coloured by, and how far the scale reaches. */
export function ColourControls({ choice, onChoice, scaleKey, references, hasLocal, isSurface }: Props): ReactNode {
  const id = useId()
  return (
    <div className="maps-part">
      <span className="row maps-colour-choice"><label htmlFor={id} className="maps-legend">Colour by</label>
      <select id={id} value={isSurface ? choiceWord(choice) : 'class'} disabled={!isSurface} title={isSurface ? undefined : 'Volumes have the colour of their class: choose Surface to colour by values'} onChange={event => onChoice(choiceOf(event.currentTarget.value))}>
        <option value="class">class</option>
        {hasLocal && <option value="local resolution">local resolution</option>}
        {references.length > 1 && <optgroup label="difference to">{references.map(({ entry, title }) => <option key={entry.name} value={`difference ${entry.name}`}>difference to {title}</option>)}</optgroup>}
      </select></span>
      {scaleKey && choice.by === 'difference' && (
        <div className="row"><NumberBox label="Scale ±" unit="σ" title="How far the colours reach, in standard deviations of each map; empty: three times the difference’s own" value={scaleKey.high} min={0.01} onValue={spread => onChoice({ ...choice, spread })} /></div>
      )}
      {scaleKey && choice.by === 'local resolution' && (
        <div className="row">
          <NumberBox label="From" unit="Å" title="Finest resolution of the scale; empty: from the maps" value={scaleKey.low} min={0.1} onValue={low => onChoice({ ...choice, range: low === null || low >= scaleKey.high ? null : [low, scaleKey.high] })} />
          <NumberBox label="to" unit="Å" title="Coarsest resolution of the scale; empty: from the maps" value={scaleKey.high} min={0.2} onValue={high => onChoice({ ...choice, range: high === null || high <= scaleKey.low ? null : [scaleKey.low, high] })} />
        </div>
      )}
    </div>
  )
}
