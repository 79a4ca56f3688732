import type { ReactNode } from 'react'
import { PLANES } from './planes.ts'
import type { KeptLandscape, Plane } from './planes.ts'
import type { Axis, Space } from './spaces.ts'
import type { Choice } from './useColouring.ts'

type Props = {
  readonly planes: readonly Plane[]
  /** Null where there is nothing to be shown in the plane. */
  readonly space: Space | null
  /** Of all spaces. */
  readonly axes: readonly Axis[]
  readonly kept: KeptLandscape
  readonly choices: readonly Choice[]
  readonly onChange: (part: Partial<KeptLandscape>) => void
}

const optionsOf = (some: readonly Pick<Choice, 'key' | 'title' | 'unit'>[]): ReactNode => some.map(({ key, title, unit }) => <option key={key} value={key}>{title}{unit ? ` (${unit})` : ''}</option>)
const ofAxes = (axes: readonly Axis[]): ReactNode => optionsOf(axes.map(({ key, title }) => ({ key, title, unit: null })))

/** Which plane is shown, and what colours the points in it. */
export function LandscapeControls({ planes, space, axes, kept, choices, onChange }: Props): ReactNode {
  const axis = (key: 'x' | 'y' | 'histogram', title: string, of: readonly Axis[]): ReactNode => (
    <label className="row">{title}<select value={kept[key]} onChange={event => onChange({ [key]: event.target.value })}>{ofAxes(of)}</select></label>
  )
  const columns = choices.filter(choice => choice.axis === null)
  return (
    <div className="row small landscape-controls" role="group" aria-label="What the landscape shows">
      <label className="row">Plane<select value={kept.plane} onChange={event => onChange({ plane: event.target.value as Plane })}>{planes.map(key => <option key={key} value={key}>{PLANES[key].title}</option>)}</select></label>
      {space && !PLANES[kept.plane].isUmap && <>{axis('x', 'Right', space.axes)}{axis('y', 'Up', space.axes)}</>}
      <label className="row">Colour by<select value={kept.colour} onChange={event => onChange({ colour: event.target.value })}>
        {columns.length > 0 && <optgroup label="Columns">{optionsOf(columns)}</optgroup>}
        <optgroup label="Axes of the landscape">{optionsOf(choices.filter(choice => choice.axis !== null))}</optgroup>
      </select></label>
      {axis('histogram', 'Histogram of', axes)}
    </div>
  )
}
