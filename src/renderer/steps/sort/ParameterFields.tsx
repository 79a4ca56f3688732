import { useState } from 'react'
import type { ReactNode } from 'react'
import { RunParameters } from '../../../preload/contract/parameters.ts'
import type { ParameterHelp } from '../../../preload/contract/calls/runs.ts'
import { PathPicker } from '../../ui/PathPicker.tsx'

type Props = {
  readonly help: readonly ParameterHelp[]
  readonly parameters: RunParameters
  readonly onChange: (changed: Partial<RunParameters>) => void
  /** Titles of fields that hold what is no value. */
  readonly onBroken: (titles: readonly string[]) => void
  readonly truth: string | null
  readonly onTruth: (path: string | null) => void
}

const CHOICES: Readonly<Record<string, readonly string[]>> = { network: ['on', 'off', 'auto'], backend: ['auto', 'tensorflow', 'webgpu', 'wasm'], posePolish: ['on', 'off'] }
const GROUPS = [['main', 'What matters'], ['network', 'The voxel graph network'], ['advanced', 'Seldom changed']] as const

const shown = (value: unknown): string => (value === null || value === undefined ? '' : value === true ? 'on' : value === false ? 'off' : String(value))

/** What was typed as the parameter's value; undefined where it is none. */
function parsed(key: string, text: string): unknown {
  const value = key === 'posePolish' ? text === 'on' : CHOICES[key] || (key === 'classes' && text.trim() === 'auto') ? text.trim() : key === 'mask' ? text || null : key === 'maxResolution' && text.trim() === '' ? null : text.trim() === '' ? undefined : Number(text)
  return RunParameters.shape[key as keyof RunParameters].safeParse(value).success ? value : undefined
}

export function ParameterFields({ help, parameters, onChange, onBroken, truth, onTruth }: Props): ReactNode {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [picking, setPicking] = useState<'mask' | 'truth' | null>(null)
  const change = (key: string, text: string): void => {
    const all = { ...typed, [key]: text }, value = parsed(key, text)
    setTyped(all)
    onBroken(help.filter(one => all[one.key] !== undefined && parsed(one.key, all[one.key]) === undefined).map(({ title }) => title))
    if (value !== undefined) onChange({ [key]: value })
  }
  const take = (path: string): void => {
    if (picking === 'mask') change('mask', path)
    else onTruth(path)
    setPicking(null)
  }
  return (
    <div className="stack">
      {GROUPS.map(([group, title]) => {
        const fields = <div className="parameters">{help.filter(one => one.group === group).map(one => (
          <Field key={one.key} help={one} text={typed[one.key] ?? shown(parameters[one.key as keyof RunParameters])} isBroken={typed[one.key] !== undefined && parsed(one.key, typed[one.key]) === undefined} onText={text => change(one.key, text)} onBrowse={one.key === 'mask' ? () => setPicking('mask') : null} />
        ))}</div>
        return group === 'main' ? <div key={group}>{fields}</div> : <details key={group}><summary>{title}</summary>{fields}</details>
      })}
      <div className="field">
        <label htmlFor="parameter-truth">True classes, if they are known</label>
        <span className="row"><input id="parameter-truth" className="mono" value={truth ?? ''} onChange={event => onTruth(event.target.value || null)} spellCheck={false} /><button type="button" onClick={() => setPicking('truth')}>Browse…</button></span>
        <span className="hint">.csv, .star or .cs; only for scoring the result, no stage sees it.</span>
      </div>
      {picking && <PathPicker title={picking === 'mask' ? 'Choose a mask (MRC)' : 'Choose the true classes'} wants="file" take="Choose" onClose={() => setPicking(null)} onTake={take} />}
    </div>
  )
}

function Field({ help, text, isBroken, onText, onBrowse }: { help: ParameterHelp; text: string; isBroken: boolean; onText: (text: string) => void; onBrowse: (() => void) | null }): ReactNode {
  const { key, title, unit, about, range, default: usual, time } = help
  const id = `parameter-${key}`, tip = `${about} Range: ${range}. Default: ${usual}. Time: ${time}.`
  const choices = CHOICES[key]
  return (
    <div className="field" title={tip}>
      <label htmlFor={id}>{title}{unit ? <span className="muted"> ({unit})</span> : null}</label>
      <span className="row" style={{ flexWrap: 'nowrap' }}>
        {choices
          ? <select id={id} value={text} aria-describedby={`${id}-hint`} onChange={event => onText(event.target.value)}>{choices.map(choice => <option key={choice}>{choice}</option>)}</select>
          : <input id={id} value={text} aria-invalid={isBroken} aria-describedby={`${id}-hint`} placeholder={usual} inputMode={key === 'classes' || key === 'mask' ? 'text' : 'decimal'} onChange={event => onText(event.target.value)} spellCheck={false} style={{ minWidth: 0 }} />}
        {onBrowse && <button type="button" onClick={onBrowse} aria-label={`Browse for: ${title}`}>Browse…</button>}
      </span>
      {isBroken && <span className="field-error" role="alert">{title}: {range}</span>}
      <span className="hint" id={`${id}-hint`}>{range}; default {usual}.{time === 'none' ? '' : ` Time: ${time}.`}</span>
    </div>
  )
}
