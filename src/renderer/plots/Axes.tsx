import type { ReactNode } from 'react'
import type { Frame } from './frame.ts'

/** Lines across the data at the ticks of the y axis; drawn below the data. */
export const Grid = ({ frame: { area, y } }: { readonly frame: Frame }): ReactNode =>
  <path className="plot-grid" d={y.ticks.map(({ at }) => `M${area.left},${y.place(at)}H${area.right}`).join('')} />

/** Both axes with round ticks and their titles with units. */
export function Axes({ frame: { area, x, y } }: { readonly frame: Frame }): ReactNode {
  const { left, right, top, bottom } = area
  const middle = (top + bottom) / 2
  return <>
    <path className="plot-axis" d={`M${left},${top}V${bottom}H${right}${x.ticks.map(({ at }) => `M${x.place(at)},${bottom}v5`).join('')}${y.ticks.map(({ at }) => `M${left - 5},${y.place(at)}h5`).join('')}`} />
    {x.ticks.map(({ at, text }) => <text key={at} className="plot-tick" x={x.place(at)} y={bottom + 18} textAnchor="middle">{text}</text>)}
    {y.ticks.map(({ at, text }) => <text key={at} className="plot-tick" x={left - 8} y={y.place(at) + 4} textAnchor="end">{text}</text>)}
    <text className="plot-axis-title" x={(left + right) / 2} y={bottom + 38} textAnchor="middle">{x.title}</text>
    <text className="plot-axis-title" transform={`translate(13 ${middle}) rotate(-90)`} textAnchor="middle">{y.title}</text>
  </>
}
