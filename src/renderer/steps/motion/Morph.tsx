import { Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { Problem } from '../../ui/Notice.tsx'
import type { Vector, ViewCamera } from '../../viewer/camera.ts'
import { useSize } from '../../viewer/hooks.ts'
import type { Layer } from '../../viewer/layers.ts'
import type { PictureSource } from '../../viewer/picture.ts'
import { SavePicture } from '../maps/SavePicture.tsx'
import { betweenPoints, blended } from './blend.ts'
import { LevelSlider } from './LevelSlider.tsx'
import { MorphControls } from './MorphControls.tsx'
import { MovieDialog } from './MovieDialog.tsx'
import type { Turn } from './playing.ts'
import { useFollowed } from './useFollowed.ts'
import { useLevel } from './useLevel.ts'
import { usePlaying } from './usePlaying.ts'
import { useWalkMaps } from './useWalkMaps.ts'
import { pictureWords, positionWords, titleOf } from './walkWords.ts'

const VolumeView = lazy(async () => ({ default: (await import('../../viewer/VolumeView.tsx')).VolumeView }))

/** Of no class. */
const COLOUR: Vector = [0.45, 0.56, 0.7]

type Props = { readonly project: Project; readonly walk: WalkReport; readonly onNear: (point: number) => void }

/** A walk's maps in one view, with a slider from point to point: at a point its reconstruction, between two a blend of both. */
export function Morph({ project, walk, onNear }: Props): ReactNode {
  const count = walk.points.length, title = titleOf(walk)
  const [speed, setSpeed] = useState(2), [turn, setTurn] = useState<Turn>('back and forth')
  const { position, isPlaying, goTo, toggle } = usePlaying(count, speed, turn)
  const [isBusy, setBusy] = useState(false)
  const drawn = useFollowed(position, isBusy)
  const { maps, arrived, failure } = useWalkMaps(project, walk)
  const { level, error } = useLevel(project, walk)
  const [camera, setCamera] = useState<ViewCamera | null>(null)
  const [isFilming, setFilming] = useState(false)
  const source = useRef<PictureSource>(null), frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)

  const { from, to, share } = betweenPoints(drawn, count), [first, second] = [maps[from], maps[to]]
  const map = useMemo(() => first && second && blended(first, second, share), [first, second, share])
  const density = level?.level ?? null
  const layers = useMemo((): readonly Layer[] => (map && density !== null ? [{ ...map, id: walk.name, colour: COLOUR, opacity: 1, level: density, mode: 'surface' }] : []), [map, density, walk.name])
  const near = Math.round(position) - 1
  useEffect(() => onNear(near), [onNear, near])

  const words = `${title}, ${positionWords(walk, position)}`
  const problem = failure ?? error
  return (
    <section className="motion-morph" aria-label={title} data-testid="morph" data-drawn={drawn}>
      {problem && <Problem error={problem} />}
      <figure className="maps-view">
        <figcaption><strong>{title}</strong></figcaption>
        <div className="maps-picture motion-picture" ref={frame}>
          {layers.length === 0
            ? <div className="view" data-state="busy"><p className="view-message">Fetching the maps, {arrived} of {count} …</p></div>
            : <Suspense fallback={<div className="view" data-state="busy" />}><VolumeView label={`${words}, surface at ${level?.sigmas.toFixed(2)} σ`} layers={layers} camera={camera} onCamera={setCamera} onState={state => setBusy(state.isBusy)} ref={source} /></Suspense>}
        </div>
      </figure>
      {count > 1 && <MorphControls words={positionWords(walk, position)} position={position} count={count} isPlaying={isPlaying} speed={speed} turn={turn} isReady={arrived === count} onPosition={goTo} onToggle={toggle} onSpeed={setSpeed} onTurn={setTurn} />}
      <p className="small muted">{pictureWords(walk, position)}.</p>
      {level && <LevelSlider level={level} />}
      <div className="row">
        {count > 1 && <button type="button" disabled={arrived < count || level === null} onClick={() => { if (isPlaying) toggle(); setFilming(true) }}>Save a movie…</button>}
        <SavePicture capture={() => ({ name: `${project.name} ${words}`, options: { title: project.name }, views: source.current ? [{ source: source.current, caption: words }] : [] })} />
        <button type="button" className="quiet" onClick={() => setCamera(null)} title="Everything in view, seen along z">Reset view</button>
      </div>
      {isFilming && level && <MovieDialog project={project} walk={walk} maps={maps} level={level.level} colour={COLOUR} turn={turn} speed={speed} seen={{ camera, aspect: size ? size.width / Math.max(1, size.height) : 1 }} onClose={() => setFilming(false)} />}
    </section>
  )
}
