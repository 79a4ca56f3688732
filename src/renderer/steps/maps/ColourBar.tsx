import type { ReactNode } from 'react'
import { fixed } from '../../plots/numbers.ts'
import { colourAt } from '../../viewer/colourScales.ts'
import type { LegendEntry } from '../../viewer/figure.ts'
import type { ColourKey } from './colourChoice.ts'

const STEPS = 16

const gradientOf = ({ scale }: ColourKey): string => `linear-gradient(to right, ${Array.from({ length: STEPS + 1 }, (_, i) => `rgb(${colourAt(scale, i / STEPS).join(' ')})`).join(', ')})`

const number = (value: number): string => fixed(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1)

/** Ends of the scale with their unit; of a difference with its sign. */
export function ends({ low, high, unit, scale }: ColourKey): readonly [string, string] {
  return [`${number(low)} ${unit}`, `${scale === 'diverging' ? '+' : ''}${number(high)} ${unit}`]
}

export function legendEntry(key: ColourKey): LegendEntry {
  const [low, high] = ends(key)
  return { kind: 'scale', label: key.title, scale: key.scale, low, high }
}

/** What the colours of the surfaces mean. */
export function ColourBar({ scaleKey }: { readonly scaleKey: ColourKey }): ReactNode {
  const [low, high] = ends(scaleKey)
  return (
    <div className="maps-colour-bar" role="img" aria-label={`${scaleKey.title}: colours from ${low} to ${high}`} data-testid="colour-bar">
      <span title={scaleKey.title}>{scaleKey.title}</span>
      <span className="number">{low}</span>
      <span className="maps-gradient" style={{ background: gradientOf(scaleKey) }} />
      <span className="number">{high}</span>
    </div>
  )
}
