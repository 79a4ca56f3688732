import type { ReactNode } from 'react'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { LineChart } from '../../plots/LineChart.tsx'
import { classMark } from '../../plots/marks.ts'
import { fixed } from '../../plots/numbers.ts'
import type { Series } from '../../plots/series.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { count } from '../../ui/format.ts'
import { placeWords } from './walkWords.ts'

const RULES = [{ at: 0.143, text: '0.143' }]
/** More curves than there are colours cannot be told apart. */
const MOST_CURVES = 8

const curves = ({ points }: WalkReport): Series[] =>
  points.slice(0, MOST_CURVES).map(({ fsc }, i) => ({ key: String(i), name: `Point ${i + 1}`, mark: classMark(i + 1, i), points: fsc.frequency.map((at, shell) => [at, fsc.corrected[shell]]) }))

/** How particles count at a point. */
const countingWords = ({ along, bandwidth }: WalkReport): string =>
  bandwidth === null ? 'Each chosen particle counts once.' : `Particles count by a Gaussian of their distance from the point ${along.kind === 'component' ? `along component ${along.component}, wherever they lie on the others` : 'in the plane of the path'}; its standard deviation is ${fixed(bandwidth, 2)}.`

/** A walk's points in numbers, their FSC, and where its files lie. */
export function WalkDetails({ project, walk }: { readonly project: Project; readonly walk: WalkReport }): ReactNode {
  const { points, along } = walk, separator = project.folder.includes('\\') ? '\\' : '/'
  const folder = [project.folder, 'embedding', walk.name].join(separator)
  return (
    <>
      <table className="data" aria-label="Points of the way" data-testid="walk-points">
        <thead><tr><th scope="col">Point</th>{along.kind !== 'chosen' && <th scope="col">Place</th>}<th scope="col">Particles</th><th scope="col">Resolution (Å)</th></tr></thead>
        <tbody>{points.map(({ place, particles, resolutionA }, i) => <tr key={i}><th scope="row">{i + 1}</th>{along.kind !== 'chosen' && <td className="motion-place">{placeWords(along, place)}</td>}<td>{count(particles)}</td><td>{fixed(resolutionA, 2)}</td></tr>)}</tbody>
      </table>
      <p className="small muted">{countingWords(walk)} Resolution is where the FSC of the half-maps falls to 0.143; all maps are filtered at {fixed(walk.lowpassA, 1)} Å.</p>
      <details>
        <summary>FSC of the half-maps{points.length > MOST_CURVES && `, points 1 to ${MOST_CURVES}`}</summary>
        <LineChart title="FSC, masked and corrected" height={260} x={{ title: 'Resolution', kind: 'resolution' }} y={{ title: 'FSC', range: [-0.2, 1], decimals: 3 }} series={curves(walk)} rules={RULES} />
      </details>
      <div className="motion-files">
        <span className="small muted">Maps and half-maps lie in</span> <code className="mono small">{folder}</code>
        <div className="row">
          <CopyButton text={folder} label="Copy the folder’s path" />
          <CopyButton text={`open "${[folder, 'morph.cxc'].join(separator)}"`} label="Copy for ChimeraX" />
        </div>
        <span className="small muted">For ChimeraX a command is copied; typed there, it opens morph.cxc, {points.length > 1 ? 'which plays the maps as a series at one level' : 'which shows the map'}.</span>
      </div>
    </>
  )
}
