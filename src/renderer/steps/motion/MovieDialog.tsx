import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { NumberBox } from '../../plots/NumberBox.tsx'
import { saveBlob } from '../../plots/saveBlob.ts'
import { fileStem } from '../../plots/table.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { bytes, percent } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { GROUNDS, RATES, SIZES, film } from './film.ts'
import type { Film, FilmOrder } from './film.ts'
import { frameCount } from './playing.ts'
import type { Turn } from './playing.ts'
import { titleOf } from './walkWords.ts'

type Props = Omit<Film, 'turn'> & { readonly project: Project; readonly walk: WalkReport; readonly turn: Turn; /** Points a second. */ readonly speed: number; readonly onClose: () => void }

const LENGTH = { min: 0.5, max: 60 }

/** Length, size and looks of a movie of a walk, and its making. */
export function MovieDialog({ project, turn: firstTurn, speed, onClose, ...scene }: Props): ReactNode {
  const id = useId()
  const oneWay = (scene.walk.points.length - 1) / speed
  const [order, setOrder] = useState<FilmOrder>({ seconds: Math.min(LENGTH.max, firstTurn === 'loop' ? oneWay : 2 * oneWay), framesPerSecond: 24, size: 1, ground: 'white', turn: firstTurn, isWritten: true })
  const [done, setDone] = useState<number | null>(null)
  const [saved, setSaved] = useState<string | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const change = (part: Partial<FilmOrder>): void => setOrder({ ...order, ...part })
  const frames = frameCount(order.seconds, order.framesPerSecond), isFilming = done !== null
  const make = async (): Promise<void> => {
    const { signal } = (stop.current = new AbortController())
    setDone(0)
    setFailure(null)
    setSaved(null)
    try {
      const name = `${fileStem(`${project.name} ${titleOf(scene.walk)}`)}.mp4`, movie = await film({ ...scene, turn: order.turn }, order, setDone, signal)
      saveBlob(movie, name)
      setSaved(`${name}, ${bytes(movie.size)}`)
    } catch (error) {
      if (!signal.aborted) setFailure(error)
    }
    setDone(null)
  }
  const footer = (
    <>
      {isFilming ? <button type="button" onClick={() => stop.current?.abort()}>Stop</button> : <button type="button" className="primary" onClick={() => void make()}>Save the movie</button>}
      <button type="button" onClick={onClose}>Close</button>
    </>
  )
  return (
    <Dialog title="Movie of the walk" onClose={onClose} footer={footer}>
      <p className="small muted">An MP4 file of the view as it stands, from the first point to the last. Between two points its frames are blends of both maps, not reconstructions.</p>
      <fieldset className="motion-movie" disabled={isFilming}>
        <legend className="visually-hidden">The movie</legend>
        <NumberBox label="Length" unit="s" title="0.5 to 60 seconds" value={order.seconds} {...LENGTH} step={0.5} onValue={seconds => seconds !== null && change({ seconds })} />
        <label className="row">Frames a second<select value={order.framesPerSecond} onChange={event => change({ framesPerSecond: Number(event.target.value) })}>{RATES.map(rate => <option key={rate} value={rate}>{rate}</option>)}</select></label>
        <label className="row">Size<select value={order.size} onChange={event => change({ size: Number(event.target.value) })}>{SIZES.map(({ width, height }, i) => <option key={width + height} value={i}>{width} × {height} pixels</option>)}</select></label>
        <label className="row">Ground<select value={order.ground} onChange={event => change({ ground: event.target.value as FilmOrder['ground'] })}>{Object.keys(GROUNDS).map(ground => <option key={ground} value={ground}>{ground}</option>)}</select></label>
        <label className="row">After the last point<select value={order.turn} onChange={event => change({ turn: event.target.value as Turn })}><option value="back and forth">the way back</option><option value="loop">the end</option></select></label>
        <label className="row"><input type="checkbox" checked={order.isWritten} onChange={event => change({ isWritten: event.target.checked })} />Write place and scale bar into it</label>
      </fieldset>
      <p className="small" role="status" id={id}>{isFilming ? `Frame ${done} of ${frames}, ${percent(done / frames, 0)}` : saved === null ? `${frames} frames` : `Saved: ${saved}`}</p>
      {isFilming && <progress aria-labelledby={id} value={done / frames} />}
      {failure !== null && <Problem error={failure} />}
    </Dialog>
  )
}
