import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { EditState } from '../../../preload/contract/calls/edits.ts'
import { MOST_COMPARED } from '../../../preload/contract/calls/exports.ts'
import type { AssignmentComparison } from '../../../preload/contract/calls/exports.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { PairMatrix } from '../../plots/PairMatrix.tsx'
import { percent } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { PathPicker } from '../../ui/PathPicker.tsx'
import { AssignmentList } from './AssignmentList.tsx'
import { ComparedPair } from './ComparedPair.tsx'
import { TruthTests } from './TruthTests.tsx'
import { VariancePanel } from './VariancePanel.tsx'
import { namesOf, pairValues, signOf, withFiles } from './comparison.ts'
import type { Loaded } from './comparison.ts'

type Props = { readonly project: Project; readonly edits: EditState; readonly loaded: Loaded; readonly onLoaded: (loaded: Loaded) => void }

const SAY_ARI = (value: number): string => value.toFixed(3)

/** The classes as they are now beside those of other programs. */
export function ComparePage({ project, edits, loaded, onLoaded }: Props): ReactNode {
  const [picking, setPicking] = useState(false)
  const isEmpty = loaded.paths.length === 0, isFull = loaded.paths.length >= MOST_COMPARED
  // The classes as they are now are compared: with every edit anew.
  const compared = useQuery({
    queryKey: ['exports.compare', project.id, loaded, project.run?.created, edits.classes, edits.moved, edits.edits],
    queryFn: ({ signal }) => callHost('exports.compare', { project: project.id, ...loaded }, signal), enabled: !isEmpty, placeholderData: keepPreviousData,
  })
  const comparison = isEmpty ? undefined : compared.data
  const last = loaded.paths.at(-1)
  return (
    <div className="report-compare">
      <Panel title="Assignments of other programs" tools={
        <>
          {!isEmpty && <button type="button" onClick={() => void compared.refetch()} disabled={compared.isFetching}>Read again</button>}
          <button type="button" className={isEmpty ? 'primary' : ''} disabled={isFull} title={isFull ? `At most ${MOST_COMPARED} at once` : undefined} onClick={() => setPicking(true)}>{isEmpty ? 'Load a file…' : 'Load another file…'}</button>
        </>
      }>
        {isEmpty && <p className="muted">RELION _data.star, cryoSPARC particles .cs, or .csv files of the same particles: load them here or drop them. Class maps that lie beside them are compared too.</p>}
        {comparison && <AssignmentList comparison={comparison} loaded={loaded} onLoaded={onLoaded} />}
        {!isEmpty && compared.isFetching && <p role="status" aria-busy="true">Comparing …</p>}
        {compared.error && !isEmpty && <Problem error={compared.error} />}
      </Panel>
      {comparison && comparison.pairs.length > 0 && <Compared project={project} edits={edits} comparison={comparison} />}
      {picking && <PathPicker title="Choose classes to compare with" wants="file" start={last === undefined ? null : last.replace(/[/\\][^/\\]*$/, '')} take="Load" onClose={() => setPicking(false)} onTake={path => { setPicking(false); onLoaded(withFiles(loaded, [path])) }} />}
    </div>
  )
}

function Compared({ project, edits, comparison }: { readonly project: Project; readonly edits: EditState; readonly comparison: AssignmentComparison }): ReactNode {
  const { assignments, truth } = comparison, names = namesOf(assignments)
  const places = assignments.flatMap(({ problem }, place) => (problem ? [] : [place]))
  const items = places.map(place => ({ sign: signOf(place), name: `${names[place]}${place === truth ? ' (truth)' : ''}` }))
  return (
    <div className="report-compared" data-testid="comparison">
      <Panel title="Every pair">
        <div className="report-matrices">
          <PairMatrix title="Adjusted Rand index" items={items} values={pairValues(comparison, places, 'ari')} say={SAY_ARI} />
          <PairMatrix title={truth === null ? 'Agreement of matched classes' : 'Matched accuracy'} items={items} values={pairValues(comparison, places, 'accuracy')} say={percent} />
        </div>
        <p className="small muted">
          Adjusted Rand index: 1 is the same grouping, 0 no more in common than by chance. {truth === null ? 'Agreement' : 'Matched accuracy'}: part of the particles in corresponding classes, under the best one-to-one matching of classes{truth === null ? '; nobody is right or wrong before a truth is named' : `; right or wrong only in row and column ${signOf(truth)}, the truth, whose junk is not counted; elsewhere how far two agree`}. Each pair on the particles that both list and this project has.
        </p>
      </Panel>
      {truth !== null && comparison.tests.length > 0 && <TruthTests comparison={comparison} names={names} />}
      <ComparedPair project={project} edits={edits} comparison={comparison} names={names} places={places} />
      <VariancePanel project={project} comparison={comparison} names={names} />
    </div>
  )
}
