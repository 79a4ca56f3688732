import type { ReactNode } from 'react'
import { NumberBox } from '../../plots/NumberBox.tsx'
import type { Corner } from '../../scatter/bands.ts'
import { MOST_VERTICES, NO_WAY, endedWay, extendedWay } from '../../scatter/way.ts'
import type { Way } from '../../scatter/way.ts'
import type { Plane } from './plane.ts'

type Props = { readonly plane: Plane; readonly way: Way; readonly onWay: (way: Way) => void; readonly onDraw: () => void; readonly ends: () => Way }

/** For reading; what is typed counts as it is. */
const rounded = (value: number): number => Number(value.toPrecision(3))

/** The corners of a drawn path in numbers: to be read, corrected, or typed by those who do not draw. */
export function WayTable({ plane, way, onWay, onDraw, ends }: Props): ReactNode {
  const { vertices } = way
  const change = (at: number, corner: Corner): void => onWay({ ...way, vertices: vertices.map((one, i) => (i === at ? corner : one)) })
  const titles = [`pc${plane.x}`, `pc${plane.y}`]
  return (
    <div className="stack">
      <p className="small muted">Click corners into the landscape, or drag a line; Enter ends it, Escape takes it away. Or type the corners:</p>
      {vertices.length > 0 && (
        <div className="motion-corners">
          <table className="data" aria-label="Corners of the path">
            <thead><tr><th scope="col">Corner</th>{titles.map(title => <th key={title} scope="col">{title}</th>)}<td /></tr></thead>
            <tbody>{vertices.map(([x, y], i) => (
              <tr key={i}>
                <th scope="row">{i + 1}</th>
                <td><NumberBox label={`Corner ${i + 1}, ${titles[0]}`} value={rounded(x)} onValue={value => value !== null && change(i, [value, y])} /></td>
                <td><NumberBox label={`Corner ${i + 1}, ${titles[1]}`} value={rounded(y)} onValue={value => value !== null && change(i, [x, value])} /></td>
                <td><button type="button" className="quiet" aria-label={`Remove corner ${i + 1}`} title="Remove" onClick={() => onWay({ ...way, vertices: vertices.filter((_, at) => at !== i) })}>✕</button></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      <div className="row">
        <button type="button" onClick={onDraw}>Draw</button>
        <button type="button" title="From the 5th to the 95th percentile of the particles along the horizontal axis" onClick={() => onWay(ends())}>From end to end of pc{plane.x}</button>
        <button type="button" disabled={vertices.length >= MOST_VERTICES} onClick={() => onWay(extendedWay({ ...way, isEnded: false }, [vertices.at(-1) ?? [0, 0]]))}>Add a corner</button>
        {!way.isEnded && vertices.length > 1 && <button type="button" onClick={() => onWay(endedWay(way))}>End the path</button>}
        {vertices.length > 0 && <button type="button" onClick={() => onWay(NO_WAY)}>Take it away</button>}
      </div>
    </div>
  )
}
