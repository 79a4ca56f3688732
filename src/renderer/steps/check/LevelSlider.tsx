import { useId } from 'react'
import type { ReactNode } from 'react'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import { integer } from '../../plots/numbers.ts'
import { levelAtSigmas, proteinKDa, sigmasOf, volumeAt } from '../../viewer/levels.ts'

/** What a level encloses, in words: "182 000 Å³, as much as 150 kDa of protein". */
export function enclosedWords(facts: MapFacts, sigmas: number): string {
  const volume = volumeAt(facts, levelAtSigmas(facts, sigmas))
  return `${integer(Number(volume.toPrecision(3)))} Å³, as much as ${Number(proteinKDa(volume).toPrecision(2))} kDa of protein`
}

/** Level of a surface in standard deviations above the map's mean. */
export function LevelSlider({ facts, sigmas, onSigmas }: { readonly facts: MapFacts; readonly sigmas: number; readonly onSigmas: (sigmas: number) => void }): ReactNode {
  const id = useId()
  const most = Math.max(1, Math.floor(10 * sigmasOf(facts, facts.max)) / 10)
  const suggested = sigmasOf(facts, facts.suggestedLevel)
  const words = enclosedWords(facts, sigmas)
  return (
    <div className="field">
      <div className="row spread">
        <label htmlFor={id}>Level</label>
        <span className="number"><output htmlFor={id}>{sigmas.toFixed(2)} σ</output> <button type="button" className="quiet" title={`Back to ${suggested.toFixed(2)} σ, which tells particle from solvent best`} onClick={() => onSigmas(suggested)}>Suggested</button></span>
      </div>
      <input id={id} type="range" className="check-slider" min={0} max={most} step={0.05} value={Math.min(sigmas, most)} aria-valuetext={`${sigmas.toFixed(2)} σ, encloses ${words}`} title={`Standard deviations above the map’s mean, 0 to ${most}`} onChange={event => onSigmas(event.currentTarget.valueAsNumber)} />
      <span className="hint">encloses {words}</span>
    </div>
  )
}
