import { useId } from 'react'
import type { ReactNode } from 'react'
import { makeAxis } from './axis.ts'
import { textWidth } from './frame.ts'
import { heatPlace } from './heat.ts'
import { viridisText } from './viridis.ts'

/** Right of the data: the bar, its numbers and its title. */
export const COLOUR_BAR_ROOM = 92
const WIDTH = 12
const STEPS = 16

/** Which colour stands for how many; drawn as vectors. */
export function ColourBar({ x, top, bottom, most, scale, title }: { readonly x: number; readonly top: number; readonly bottom: number; readonly most: number; readonly scale: 'linear' | 'log'; readonly title: string }): ReactNode {
  const gradient = useId()
  const axis = makeAxis({ title, kind: scale }, scale === 'log' ? [1, Math.max(2, most)] : [0, most], [bottom, top], 'y')
  const height = (count: number): number => bottom - heatPlace(count, most, scale) * (bottom - top)
  const ticks = axis.ticks.filter(({ at }) => Number.isInteger(at))
  const numbers = Math.max(14, ...ticks.map(({ text }) => textWidth(text)))
  return <g>
    <defs><linearGradient id={gradient} x1="0" y1="1" x2="0" y2="0">{Array.from({ length: STEPS + 1 }, (_, i) => <stop key={i} offset={i / STEPS} stopColor={viridisText(i / STEPS)} />)}</linearGradient></defs>
    <rect x={x} y={top} width={WIDTH} height={bottom - top} fill={`url(#${gradient})`} />
    {ticks.map(({ at, text }) => <g key={at}><path className="plot-axis" d={`M${x + WIDTH},${height(at)}h4`} /><text className="plot-tick" x={x + WIDTH + 7} y={height(at) + 4}>{text}</text></g>)}
    <text className="plot-axis-title" transform={`translate(${x + WIDTH + 7 + numbers + 8} ${(top + bottom) / 2}) rotate(90)`} textAnchor="middle">{title}</text>
  </g>
}
