import { line } from 'd3-shape'
import { memo } from 'react'
import type { ReactNode } from 'react'
import { thinned } from './curves.ts'
import type { Point } from './curves.ts'
import type { Frame } from './frame.ts'
import { MarkSymbol } from './MarkSymbol.tsx'
import type { Series } from './series.ts'

/** Symbols on a curve stand so far apart (px), those of a curve of few points closer. */
const APART = 64
const CLOSE = 16
const FEW = 12

/** Points that bear the series' symbol: the last, and from there as they come far enough from the one before. */
function marked(points: readonly Point[], frame: Frame): readonly Point[] {
  const known = points.filter(([, y]) => Number.isFinite(y))
  const apart = known.length <= FEW ? CLOSE : APART
  const out = known.slice(-1)
  for (let i = known.length - 2; i >= 0; i--) {
    const [[x, y], [x1, y1]] = [known[i], out[out.length - 1]]
    if (Math.hypot(frame.x.place(x1) - frame.x.place(x), frame.y.place(y1) - frame.y.place(y)) >= apart) out.push(known[i])
  }
  return out
}

/** A curve in the colour, pattern and symbol of its series. */
export const Curve = memo(function Curve({ series: { mark, points }, frame }: { readonly series: Series; readonly frame: Frame }): ReactNode {
  const [low, high] = frame.y.range
  const drawn = thinned(points, frame.x.place)
  const inside = (value: number): number => Math.max(low, Math.min(high, value))
  const path = line<Point>().defined(([, y]) => Number.isFinite(y)).x(([x]) => frame.x.place(x)).y(([, y]) => frame.y.place(inside(y))).digits(2)
  return <g>
    <path className="plot-curve" d={path(drawn) ?? ''} style={{ stroke: mark.colour, strokeDasharray: mark.dash || 'none' }} />
    {marked(drawn, frame).map(([x, y]) => <MarkSymbol key={x} mark={mark} x={frame.x.place(x)} y={frame.y.place(inside(y))} size={0.8} />)}
  </g>
})
