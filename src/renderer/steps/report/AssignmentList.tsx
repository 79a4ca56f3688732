import type { ReactNode } from 'react'
import type { AssignmentComparison, ComparedAssignment } from '../../../preload/contract/calls/exports.ts'
import { count, duration } from '../../ui/format.ts'
import { className, namesOf, signOf, withoutFile } from './comparison.ts'
import type { Loaded } from './comparison.ts'

type Props = { readonly comparison: AssignmentComparison; readonly loaded: Loaded; readonly onLoaded: (loaded: Loaded) => void }

/** What is loaded: how each was read, or why it was not; the truth is named here. */
export function AssignmentList({ comparison: { assignments }, loaded, onLoaded }: Props): ReactNode {
  const names = namesOf(assignments), known = assignments.map(({ path }) => path)
  return (
    <>
      <div className="report-scroll">
        <table className="data report-assignments" data-testid="assignments">
          <thead><tr><th scope="col" colSpan={2}>Assignment</th><th scope="col">Particles</th><th scope="col">Compared</th><th scope="col">Particles of each class</th><th scope="col">Time</th><th scope="col"><span className="visually-hidden">Take off</span></th></tr></thead>
          <tbody>{assignments.map((one, place) => (
            <tr key={one.path ?? ''}>
              <td>{signOf(place)}</td>
              <th scope="row" title={one.path ?? undefined}>{names[place]}{one.path !== null && one.path === loaded.truth && !one.problem && <strong> (truth)</strong>}</th>
              <Cells one={one} place={place} />
              <td>{one.path !== null && <button type="button" aria-label={`Take off ${names[place]}`} onClick={() => onLoaded(withoutFile(loaded, one.path!))}>Take off</button>}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      <div className="field report-truth">
        <label htmlFor="compare-truth">Truth</label>
        <select id="compare-truth" value={loaded.truth ?? ''} onChange={event => onLoaded({ ...loaded, truth: event.target.value || null })}>
          <option value="">None is named</option>
          {loaded.paths.map(path => <option key={path} value={path}>{known.includes(path) ? `${signOf(known.indexOf(path))} ${names[known.indexOf(path)]}` : path}</option>)}
        </select>
        <span className="hint">Only against classes that are known, as of simulated particles, can anybody be right or wrong.</span>
      </div>
    </>
  )
}

function Cells({ one, place }: { readonly one: ComparedAssignment; readonly place: number }): ReactNode {
  if (one.problem) return <td colSpan={4} className="report-problem"><strong>{one.problem.message}</strong><br />{one.problem.advice}</td>
  return (
    <>
      <td>{count(one.particles)}</td>
      <td>{one.path === null ? '' : `${count(one.shared)} by ${one.matchedBy}`}</td>
      <td>{one.classes.map(({ label, particles }) => `${className(place, label)}: ${count(particles)}`).join(', ')}</td>
      <td>{one.time ? <span title={`From ${one.time.from}`}>{duration(one.time.seconds)}</span> : <span className="muted">not told</span>}</td>
    </>
  )
}
