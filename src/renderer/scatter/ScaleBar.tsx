import { useId } from 'react'
import type { ReactNode } from 'react'
import { makeAxis } from '../plots/axis.ts'
import type { AxisSpec, Span } from '../plots/axis.ts'
import { textWidth } from '../plots/frame.ts'
import { scaleColour } from './colours.ts'

/** Room right of the points: the bar, its numbers and its title, px. */
export const SCALE_ROOM = 100
const WIDTH = 12
const STEPS = 16

/** Which colour stands for which value. */
export function ScaleBar({ x, top, bottom, spec, range }: { readonly x: number; readonly top: number; readonly bottom: number; readonly spec: AxisSpec; readonly range: Span }): ReactNode {
  const gradient = useId()
  const axis = makeAxis(spec, range, [bottom, top], 'y')
  const numbers = Math.max(14, ...axis.ticks.map(({ text }) => textWidth(text)))
  return <g>
    <defs><linearGradient id={gradient} x1="0" y1="1" x2="0" y2="0">{Array.from({ length: STEPS + 1 }, (_, i) => <stop key={i} offset={i / STEPS} stopColor={`rgb(${scaleColour(i / STEPS).join(', ')})`} />)}</linearGradient></defs>
    <rect x={x} y={top} width={WIDTH} height={bottom - top} fill={`url(#${gradient})`} />
    {axis.ticks.map(({ at, text }) => <g key={at}><path className="plot-axis" d={`M${x + WIDTH},${axis.place(at)}h4`} /><text className="plot-tick" x={x + WIDTH + 7} y={axis.place(at) + 4}>{text}</text></g>)}
    <text className="plot-axis-title" transform={`translate(${x + WIDTH + 7 + numbers + 8} ${(top + bottom) / 2}) rotate(90)`} textAnchor="middle">{axis.title}</text>
  </g>
}
