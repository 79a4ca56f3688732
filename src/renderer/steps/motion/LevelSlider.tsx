import type { ReactNode } from 'react'
import { sigmasOf, volumeAt } from '../../viewer/levels.ts'
import { volumeWords } from '../maps/levelWords.ts'
import type { Level } from './useLevel.ts'

/** At which density the surfaces of all points lie. */
export function LevelSlider({ level: { facts, level, sigmas, setSigmas } }: { readonly level: Level }): ReactNode {
  return (
    <label className="maps-slider" title="One density for all points, in standard deviations above the mean of the first point’s map">
      <span>Level</span>
      <input type="range" min={0} max={Math.max(1, Math.floor(10 * sigmasOf(facts, facts.max)) / 10)} step={0.05} value={sigmas} aria-valuetext={`${sigmas.toFixed(2)} σ, ${volumeWords(volumeAt(facts, level))} in the first map`} onChange={event => setSigmas(event.currentTarget.valueAsNumber)} />
      <output>{sigmas.toFixed(2)} σ</output>
    </label>
  )
}
