import type { ReactNode } from 'react'
import { NumberBox } from '../../plots/NumberBox.tsx'
import { levelAtSigmas, levelAtVolume, sigmasOf, volumeAt } from '../../viewer/levels.ts'
import { isShared, levelsOf, sharedValue, sliderRange, withLevel, withWay } from './contours.ts'
import type { LevelChoice, MeasuredMap } from './contours.ts'
import { proteinWords, volumeWords } from './levelWords.ts'
import { Segments } from './Segments.tsx'

export type NamedMap = MeasuredMap & { readonly title: string }
type Props = { readonly choice: LevelChoice; readonly maps: readonly NamedMap[]; readonly onChoice: (choice: LevelChoice) => void }

const WAYS = [
  { value: 'sigma', title: 'Same σ', about: 'All maps at the same number of standard deviations above their mean' },
  { value: 'volume', title: 'Same volume', about: 'Every surface round the same volume' },
  { value: 'own', title: 'Own', about: 'Every map at a level of its own' },
] as const

/** At which density the surfaces lie, in σ and by the volume that they enclose. */
export function LevelControls({ choice, maps, onChoice }: Props): ReactNode {
  const levels = levelsOf(choice, maps)
  return (
    <fieldset className="maps-part">
      <legend>Level</legend>
      <Segments label="Level of the maps" options={WAYS} value={choice.by} onValue={by => onChoice(withWay(choice, maps, by))} />
      {choice.by !== 'own' && maps.some(map => isShared(choice, map)) && <SharedSlider choice={choice} maps={maps.filter(map => isShared(choice, map))} onChoice={onChoice} />}
      {maps.length > 0 && <div className="maps-level-head small muted" aria-hidden="true"><span /><span>σ</span><span>Å³ inside</span></div>}
      {maps.map((map, i) => <Level key={map.entry.name} map={map} level={levels[i]} hasSlider={!isShared(choice, map)} onLevel={level => onChoice(withLevel(choice, map, level))} />)}
    </fieldset>
  )
}

function SharedSlider({ choice, maps, onChoice }: Props): ReactNode {
  const by = choice.by === 'volume' ? 'volume' : 'sigma'
  const value = sharedValue(choice, maps), [least, most] = sliderRange(by, maps)
  const words = by === 'sigma' ? `${value.toFixed(2)} σ` : volumeWords(value)
  return (
    <label className="maps-slider" title={by === 'sigma' ? `Standard deviations above the mean, 0 to ${most}` : 'Volume inside each surface'}>
      <span className="visually-hidden">Level of all maps</span>
      {by === 'sigma'
        ? <input type="range" min={least} max={most} step={0.05} value={value} aria-valuetext={words} onChange={event => onChoice({ ...choice, value: event.currentTarget.valueAsNumber })} />
        : <input type="range" min={least} max={most} step={0.005} value={Math.log10(Math.max(1, value))} aria-valuetext={words} onChange={event => onChoice({ ...choice, value: 10 ** event.currentTarget.valueAsNumber })} />}
      <output>{words}</output>
    </label>
  )
}

/** Rounded for reading; what is typed counts as it is. */
const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits))

function Level({ map: { title, facts, entry }, level, hasSlider, onLevel }: { readonly map: NamedMap; readonly level: number; readonly hasSlider: boolean; readonly onLevel: (level: number) => void }): ReactNode {
  const sigmas = sigmasOf(facts, level), volume = volumeAt(facts, level), [, most] = sliderRange('sigma', [{ entry, facts }])
  return (
    <div className="maps-level" role="group" aria-label={`Level of ${title}`}>
      <span className="maps-level-name" title={title}>{title}</span>
      <NumberBox label="σ" title={`Standard deviations above the mean of ${title}; suggested: ${sigmasOf(facts, facts.suggestedLevel).toFixed(2)}`} value={Number(sigmas.toFixed(2))} step={0.1} onValue={value => value !== null && onLevel(levelAtSigmas(facts, value))} />
      <NumberBox label="Å³" title={`Volume inside the surface of ${title}, ${proteinWords(volume)}`} value={rounded(volume, 3)} min={0} step={1000} onValue={value => value !== null && onLevel(levelAtVolume(facts, value))} />
      {hasSlider && <input className="maps-level-slider" type="range" aria-label={`Level of ${title}`} min={0} max={most} step={0.05} value={sigmas} aria-valuetext={`${sigmas.toFixed(2)} σ, ${volumeWords(volume)}`} onChange={event => onLevel(levelAtSigmas(facts, event.currentTarget.valueAsNumber))} />}
    </div>
  )
}
