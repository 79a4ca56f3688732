import type { ReactNode } from 'react'
import { Segments } from '../maps/Segments.tsx'
import type { Turn } from './playing.ts'

type Props = {
  /** Where the slider stands. */
  readonly words: string
  readonly position: number
  readonly count: number
  readonly isPlaying: boolean
  readonly speed: number
  readonly turn: Turn
  /** All maps are there. */
  readonly isReady: boolean
  readonly onPosition: (position: number) => void
  readonly onToggle: () => void
  readonly onSpeed: (speed: number) => void
  readonly onTurn: (turn: Turn) => void
}

/** Points a second. */
const SPEEDS = [0.5, 1, 2, 4]
const TURNS = [
  { value: 'back and forth', title: 'Back and forth', about: 'From the last point the way back' },
  { value: 'loop', title: 'Loop', about: 'After the last point the first again' },
] as const

/** The slider from point to point, and its play button. Nothing moves before it is pressed. */
export const MorphControls = ({ words, position, count, isPlaying, speed, turn, isReady, onPosition, onToggle, onSpeed, onTurn }: Props): ReactNode => (
  <div className="stack motion-controls">
    <label className="maps-slider">
      <span className="visually-hidden">Place on the way</span>
      <input type="range" min={1} max={count} step={0.05} value={position} aria-valuetext={words} onChange={event => onPosition(event.currentTarget.valueAsNumber)} />
    </label>
    <output className="small number">{words[0].toUpperCase()}{words.slice(1)}</output>
    <div className="row">
      <button type="button" disabled={!isReady && !isPlaying} onClick={onToggle}>{isPlaying ? '❚❚ Pause' : '▶ Play'}</button>
      <label className="row small">Points a second<select value={speed} onChange={event => onSpeed(Number(event.target.value))}>{SPEEDS.map(one => <option key={one} value={one}>{one}</option>)}</select></label>
      <Segments label="After the last point" value={turn} onValue={onTurn} options={TURNS} />
    </div>
  </div>
)
