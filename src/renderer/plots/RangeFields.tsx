import type { ReactNode } from 'react'
import type { Histogram } from '../../preload/contract/calls/particles.ts'
import type { AxisSpec } from './axis.ts'
import { countWithin, total } from './bins.ts'
import type { Range } from './bins.ts'
import { NumberBox } from './NumberBox.tsx'
import { integer, significant } from './numbers.ts'

/** About 50 steps of a round size from end to end. */
const stepOf = (span: number): number => 10 ** Math.round(Math.log10((span || 1) / 50))

/** The range of a histogram as two numbers, with how many lie in it. */
export function RangeFields({ x, data, range, onRange, counted }: { readonly x: AxisSpec; readonly data: Histogram; readonly range: Range; readonly onRange: (range: Range) => void; readonly counted: string }): ReactNode {
  const { edges, counts } = data
  const [first, last] = [edges[0], edges[edges.length - 1]]
  const within = countWithin(data, range)
  const all = total(counts)
  const ordered = ({ min, max }: Range): Range => (min !== null && max !== null && min > max ? { min: max, max: min } : { min, max })
  return <div className="plot-range" role="group" aria-label={`Range of ${x.title}`}>
    <NumberBox label="from" value={range.min} placeholder={significant(first, 4)} step={stepOf(last - first)} onValue={min => onRange(ordered({ ...range, min }))} />
    <NumberBox label="to" unit={x.unit} value={range.max} placeholder={significant(last, 4)} step={stepOf(last - first)} onValue={max => onRange(ordered({ ...range, max }))} />
    <button type="button" className="plot-button" disabled={range.min === null && range.max === null} onClick={() => onRange({ min: null, max: null })}>Clear</button>
    <span className="plot-range-count" aria-live="polite">{within.exact ? '' : 'about '}{integer(within.count)} of {integer(all)} {counted.toLowerCase()}</span>
  </div>
}
