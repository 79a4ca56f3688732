import { useCallback, useState } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import { goTo } from '../../shell/place.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { ClassCard } from './ClassCard.tsx'
import { ClassParticles } from './ClassParticles.tsx'
import { liveClasses } from './classQueries.ts'
import { UndoBar } from './UndoBar.tsx'
import { useUndoKeys } from './undoKeys.ts'
import { useEdits } from './useEdits.ts'

/** Maps that turn at the same time. */
const MOST_LIVE = 4

/** What the particles were sorted into, to be named, joined, left out and corrected; everything can be undone. */
export function ClassesPage({ project }: StepProps): ReactNode {
  const status = project.steps.find(({ step }) => step === 'classes')
  if (status?.state === 'todo') {
    return (
      <Notice kind="info" title="There are no classes yet">
        {status.why && <p>{status.why[0].toUpperCase()}{status.why.slice(1)}.</p>}
        <div><button type="button" onClick={() => goTo({ folder: project.folder, step: 'sort' })}>Go to Sort</button></div>
      </Notice>
    )
  }
  return (
    <>
      {status?.state === 'stale' && status.why && <Notice kind="warning" title={`These classes are ${status.why}`}><p>They can be looked at and changed. Sort again to bring them up to date.</p></Notice>}
      <Classes project={project} />
    </>
  )
}

function Classes({ project }: { readonly project: Project }): ReactNode {
  const { state, error, refused, forget, change, changing } = useEdits(project)
  const [chosen, setChosen] = useSaved(project, 'classes.chosen', z.int().min(0), 1)
  const [isTurning, setTurning] = useSaved(project, 'classes.turn', z.boolean(), true)
  const [onScreen, setOnScreen] = useState<ReadonlySet<number>>(new Set())
  const disabled = project.readOnlyReason !== null
  const onSight = useCallback((number: number, isOnScreen: boolean) => setOnScreen(before => {
    if (before.has(number) === isOnScreen) return before
    return isOnScreen ? new Set([...before, number]) : new Set([...before].filter(other => other !== number))
  }), [])
  useUndoKeys(useCallback(wanted => {
    if (!disabled) change(wanted)
  }, [change, disabled]))
  if (!state) return error ? <Problem error={error} /> : <p aria-busy="true">Reading the classes …</p>
  const { classes } = state
  const shown = classes.find(({ number }) => number === chosen) ?? classes.find(({ merged }) => merged.includes(chosen)) ?? classes[0]
  const live = liveClasses(classes.map(({ number }) => number), onScreen, shown.number, MOST_LIVE)
  return (
    <>
      <UndoBar state={state} disabled={disabled} onChange={change}>
        <label className="row small undo-end"><input type="checkbox" checked={isTurning} onChange={event => setTurning(event.target.checked)} />Turn the maps</label>
      </UndoBar>
      {refused && <Problem error={refused}><div><button type="button" onClick={forget}>Close</button></div></Problem>}
      <ul className="class-cards" aria-label="Classes">
        {classes.map(one => <ClassCard key={one.number} project={project} of={one} classes={classes} isChosen={one === shown} isLive={live.has(one.number)} isTurning={isTurning} disabled={disabled} onChoose={setChosen} onEdit={change} onSight={onSight} />)}
      </ul>
      <ClassParticles project={project} of={shown} classes={classes} disabled={disabled} onMove={(rows, into) => changing({ kind: 'move', rows, into })} />
    </>
  )
}
