import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Embedding, WalkAlong } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { NumberBox } from '../../plots/NumberBox.tsx'
import type { Way } from '../../scatter/way.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Problem } from '../../ui/Notice.tsx'
import { walkCommand } from '../landscape/embedCommand.ts'
import type { Plane } from './plane.ts'
import { WayTable } from './WayTable.tsx'

type Props = {
  readonly project: Project
  readonly embedding: Embedding
  readonly plane: Plane
  readonly way: Way
  readonly onWay: (way: Way) => void
  /** Takes the tool that draws a path. */
  readonly onDraw: () => void
  /** Two places far apart on the plane's first axis. */
  readonly ends: () => Way
  readonly onStart: (along: WalkAlong) => Promise<void>
}

const USUAL = 8
const POINTS = { min: 2, max: 50 }
const PATH = 'path'

/** Asks for maps along a component or a drawn path. */
export function WalkStart({ project, embedding: { components }, plane, way, onWay, onDraw, ends, onStart }: Props): ReactNode {
  const [along, setAlong] = useState('1')
  const [points, setPoints] = useState(USUAL)
  const [isStarting, setStarting] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const isPath = along === PATH
  const missing = isPath && (plane.isShown ? way.vertices.length < 2 && 'Draw a path first.' : 'Show the plane of two components first.')
  const why = project.readOnlyReason ?? (project.input === null ? 'Import particles first.' : project.run?.state === 'running' ? 'A run is going on: wait for it, or stop it.' : missing || null)
  const choose = (next: string): void => {
    setAlong(next)
    if (next === PATH) onDraw()
  }
  const start = async (): Promise<void> => {
    setStarting(true)
    try {
      await onStart(isPath ? { kind: 'path', x: plane.x, y: plane.y, vertices: way.vertices.map(([right, up]): [number, number] => [right, up]), points } : { kind: 'component', component: Number(along), points })
      setFailure(null)
    } catch (problem) {
      setFailure(problem)
    } finally {
      setStarting(false)
    }
  }
  return (
    <div className="stack motion-start" role="group" aria-label="New maps along a way">
      <p className="small">At each point of a way a map is reconstructed from the images of the particles near it, the nearer the more they count, with half-maps and FSC. Neighbouring points share particles.</p>
      <div className="row">
        <label className="row">Along<select value={along} onChange={event => choose(event.target.value)}>
          {components.map(({ key, title }, i) => <option key={key} value={i + 1}>{title.toLowerCase()}</option>)}
          <option value={PATH}>a drawn path</option>
        </select></label>
        <NumberBox label="Points" title="Maps to be made, 2 to 50. More points need more particles." value={points} step={1} {...POINTS} onValue={value => setPoints(Math.round(value ?? USUAL))} />
      </div>
      {isPath && plane.isShown && <WayTable plane={plane} way={way} onWay={onWay} onDraw={onDraw} ends={ends} />}
      <div className="row">
        <button type="button" className="primary" disabled={why !== null || isStarting} onClick={() => void start()}>Make the maps</button>
        {!isPath && <CopyButton text={walkCommand(project.folder, Number(along), points)} label="Copy as command" />}
        <span className="small muted">{why ?? 'The images are read again for each point; it can be stopped. Classes and maps of the run stay as they are.'}</span>
      </div>
      {failure !== null && <Problem error={failure} />}
    </div>
  )
}
