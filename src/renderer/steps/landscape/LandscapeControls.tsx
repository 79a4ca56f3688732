import type { ReactNode } from 'react'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import type { KeptLandscape } from './planes.ts'
import type { Choice } from './useColouring.ts'

type Props = { readonly embedding: Embedding; readonly kept: KeptLandscape; readonly choices: readonly Choice[]; readonly onChange: (part: Partial<KeptLandscape>) => void }

/** Which plane is shown, and what colours the points in it. */
export function LandscapeControls({ embedding: { components }, kept, choices, onChange }: Props): ReactNode {
  const axis = (key: 'x' | 'y' | 'histogram', title: string): ReactNode => (
    <label className="row">{title}<select value={kept[key]} onChange={event => onChange({ [key]: event.target.value })}>{components.map(one => <option key={one.key} value={one.key}>{one.title}</option>)}</select></label>
  )
  const [columns, own] = [choices.filter(({ component }) => component === null), choices.filter(({ component }) => component !== null)]
  const options = (some: readonly Choice[]): ReactNode => some.map(({ key, title, unit }) => <option key={key} value={key}>{title}{unit ? ` (${unit})` : ''}</option>)
  return (
    <div className="row small landscape-controls" role="group" aria-label="What the landscape shows">
      <label className="row">Plane<select value={kept.plane} onChange={event => onChange({ plane: event.target.value as KeptLandscape['plane'] })}><option value="components">two components</option><option value="umap">UMAP of all</option></select></label>
      {kept.plane === 'components' && <>{axis('x', 'Right')}{axis('y', 'Up')}</>}
      <label className="row">Colour by<select value={kept.colour} onChange={event => onChange({ colour: event.target.value })}>
        {columns.length > 0 && <optgroup label="Columns">{options(columns)}</optgroup>}
        <optgroup label="Components">{options(own)}</optgroup>
      </select></label>
      {axis('histogram', 'Histogram of')}
    </div>
  )
}
