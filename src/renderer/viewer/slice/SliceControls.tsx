import { useId } from 'react'
import type { ReactElement } from 'react'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { ValueMap } from '../surface/sampleMap.ts'
import { contrastRange, withBlack, withWhite } from './sliceState.ts'
import type { SliceState } from './sliceState.ts'
import { placeOf } from './slices.ts'
import type { SliceAxis } from './slices.ts'

const AXES: readonly SliceAxis[] = ['x', 'y', 'z']
const sigmas = (value: number): string => `${value < 0 ? '−' : ''}${Math.abs(value)} σ`

type SliderProps = { readonly label: string; readonly title: string; readonly value: number; readonly min: number; readonly max: number; readonly step: number; readonly text: string; readonly onChange: (value: number) => void }

function Slider({ label, title, value, min, max, step, text, onChange }: SliderProps): ReactElement {
  return (
    <label className="slice-slider" title={title}>
      <span>{label}</span>
      <input type="range" value={value} min={min} max={max} step={step} aria-valuetext={text} onChange={event => onChange(event.currentTarget.valueAsNumber)} />
      <output>{text}</output>
    </label>
  )
}

export type SliceControlsProps = { readonly label: string; readonly map: ValueMap; readonly facts: Pick<MapFacts, 'mean' | 'sigma' | 'max'>; readonly state: SliceState; readonly onChange: (state: SliceState) => void }

/** Axis, place and contrast of a slice; everything by keyboard. */
export function SliceControls({ label, map, facts, state, onChange }: SliceControlsProps): ReactElement {
  const group = useId()
  const { least, most } = contrastRange(facts)
  const place = placeOf(state.index, map)
  return (
    <div className="slice-controls" role="group" aria-label={`Slice of ${label}`}>
      <div className="slice-axes" role="radiogroup" aria-label="Across axis">
        {AXES.map(axis => (
          <label key={axis} title={`Slices across ${axis}`}>
            <input type="radio" name={group} checked={state.axis === axis} onChange={() => onChange({ ...state, axis })} />
            <span>{axis}</span>
          </label>
        ))}
      </div>
      <Slider
        label="Slice" title={`Slice, 1 to ${map.box}; the middle is ${(map.box >> 1) + 1}`} value={state.index + 1} min={1} max={map.box} step={1}
        text={`${state.index + 1} of ${map.box} (${place < 0 ? '−' : ''}${Math.abs(place).toFixed(0)} Å)`} onChange={slice => onChange({ ...state, index: slice - 1 })}
      />
      <Slider
        label="Black" title={`Density shown black, ${least} to ${most} standard deviations above the mean`} value={state.blackSigma} min={least} max={most - 0.5} step={0.5}
        text={sigmas(state.blackSigma)} onChange={value => onChange(withBlack(state, value))}
      />
      <Slider
        label="White" title={`Density shown white, ${least} to ${most} standard deviations above the mean`} value={state.whiteSigma} min={least + 0.5} max={most} step={0.5}
        text={sigmas(state.whiteSigma)} onChange={value => onChange(withWhite(state, value))}
      />
    </div>
  )
}
