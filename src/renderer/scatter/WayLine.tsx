import type { ReactNode } from 'react'
import type { Frame } from '../plots/frame.ts'
import type { Corner } from './bands.ts'
import type { Way } from './way.ts'

/** A numbered place in the picture; `isNow`: the one that is looked at. */
export type Stop = { readonly number: number; readonly x: number; readonly y: number; readonly isNow: boolean }

type Props = { readonly frame: Frame; readonly way: Way | null; readonly stops: readonly Stop[] }

/** Edges shorter than this, px, carry no arrow. */
const LEAST_WITH_ARROW = 18
const ARROW = 'M7,0L-5,-6L-5,6Z'

function Arrow({ from, to }: { readonly from: Corner; readonly to: Corner }): ReactNode {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  if (Math.hypot(dx, dy) < LEAST_WITH_ARROW) return null
  return <path className="scatter-way-arrow" d={ARROW} transform={`translate(${(from[0] + to[0]) / 2} ${(from[1] + to[1]) / 2}) rotate(${(Math.atan2(dy, dx) * 180) / Math.PI})`} />
}

/** A way over the points, with arrows along it, and numbered places. */
export function WayLine({ frame: { area: { left, top, right: end, bottom }, x, y }, way, stops }: Props): ReactNode {
  const corners = (way?.vertices ?? []).map(([right, up]): Corner => [x.place(right), y.place(up)])
  const line = `M${corners.map(corner => corner.join()).join('L')}`
  // A picture in the picture: what lies outside of the axes is cut off.
  return <svg className="scatter-way" x={left} y={top} width={end - left} height={bottom - top} viewBox={`${left} ${top} ${end - left} ${bottom - top}`}>
    {corners.length > 1 && <><path className="scatter-way-halo" d={line} /><path className={way?.isEnded ? 'scatter-way-line' : 'scatter-way-line is-open'} d={line} /></>}
    {corners.slice(1).map((corner, i) => <Arrow key={i} from={corners[i]} to={corner} />)}
    {corners.map(([right, down], i) => <circle key={i} className="scatter-way-vertex" cx={right} cy={down} r={4} />)}
    {stops.map(stop => <g key={stop.number} className={stop.isNow ? 'scatter-stop is-now' : 'scatter-stop'} transform={`translate(${x.place(stop.x)} ${y.place(stop.y)})`}><circle r={stop.isNow ? 11 : 9} /><text y={4}>{stop.number}</text></g>)}
  </svg>
}
