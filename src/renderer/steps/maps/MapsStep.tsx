import type { ReactNode } from 'react'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { MapEntry } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { FscPage } from './FscPage.tsx'
import { MapChooser } from './MapChooser.tsx'
import { choicesOf } from './mapChoices.ts'
import { FIRST_VIEW, MAPS_VIEW, PAGES } from './mapsView.ts'
import type { MapsView } from './mapsView.ts'
import { SlicePage } from './SlicePage.tsx'
import { VolumePage } from './VolumePage.tsx'

/** The maps of a finished run: in 3D, in slices, and how well their halves agree. */
export function MapsStep({ project }: StepProps): ReactNode {
  const { state, why } = project.steps.find(({ step }) => step === 'maps')!
  const isBlocked = state === 'todo'
  const entries = useCall('maps.list', { project: project.id }, !isBlocked), edits = useCall('edits.get', { project: project.id }, !isBlocked)
  if (isBlocked) return <Notice kind="info" title={`Not yet: ${why ?? ''}`} />
  const error = entries.error ?? edits.error
  if (error) return <Problem error={error} />
  if (!entries.data || !edits.data) return <p aria-busy="true">Looking for the maps …</p>
  return (
    <>
      {state === 'stale' && <Notice kind="warning" title={`These maps are ${why ?? 'out of date'}`} />}
      <Maps project={project} entries={entries.data} classes={edits.data.classes} listed={entries.dataUpdatedAt} />
    </>
  )
}

/** Classes shown before anybody has chosen. */
const FIRST_SHOWN = 2

type Props = { readonly project: Project; readonly entries: readonly MapEntry[]; readonly classes: readonly EditedClass[]; /** When the list of maps was asked for, ms. */ readonly listed: number }

function Maps({ project, entries, classes, listed }: Props): ReactNode {
  const [saved, setView] = useSaved(project, 'maps.view', MAPS_VIEW, FIRST_VIEW)
  const { classMaps, others } = choicesOf(entries, classes)
  // Another run may have fewer classes than the one that a difference was taken to.
  const hasReference = saved.colour.by !== 'difference' || classMaps.some(({ entry }) => entry.name === saved.colour.reference)
  const view = hasReference ? saved : { ...saved, colour: FIRST_VIEW.colour }
  const change = (part: Partial<MapsView>): void => setView({ ...view, ...part })
  const all = [...classMaps, ...others.flatMap(({ choices }) => choices)]
  const names = view.shown ?? classMaps.slice(0, FIRST_SHOWN).map(({ entry }) => entry.name)
  const shown = names.flatMap(name => all.find(({ entry }) => entry.name === name) ?? [])
  const chooser = <MapChooser classMaps={classMaps} others={others} shown={shown.map(({ entry }) => entry.name)} onShown={next => change({ shown: next })} />
  const page = { project, entries, classMaps, shown, view, onView: change, version: { run: project.run?.created ?? '', listed }, chooser }
  return (
    <div className="maps">
      <Tabs label="Maps" tabs={PAGES} current={view.page} onTab={key => change({ page: key })} isFilling={view.page !== 'fsc'}>
        {view.page === '3d' && <VolumePage {...page} />}
        {view.page === 'slices' && <SlicePage {...page} />}
        {view.page === 'fsc' && (project.report ? <FscPage report={project.report} classes={classes} curves={view.curves} onCurves={curves => change({ curves })} /> : <Notice kind="info" title="The run left no report: sort the particles again" />)}
      </Tabs>
    </div>
  )
}
