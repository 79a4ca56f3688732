import { useState } from 'react'
import type { ReactNode } from 'react'
import type { InputProblem, Project } from '../../../preload/contract/calls/projects.ts'
import { useCall, useChange } from '../../api/queries.ts'
import { CallFailed } from '../../api/callHost.ts'
import { Problem } from '../../ui/Notice.tsx'
import { PathPicker } from '../../ui/PathPicker.tsx'

/** Particles that cannot be read now: named once, everything else is found from there. */
export function Locate({ project, problem }: { project: Project; problem: InputProblem }): ReactNode {
  const place = useCall('project.input', { project: project.id })
  const [picking, setPicking] = useState<'input' | 'root' | null>(null)
  const relocate = useChange('project.relocate', (_, client) => void client.invalidateQueries())
  const take = (path: string): void => {
    setPicking(null)
    const before = place.data
    if (before) relocate.mutate({ project: project.id, input: picking === 'input' ? path : before.path, root: picking === 'root' ? path : before.root })
  }
  return (
    <Problem error={new CallFailed(problem.kind, problem.message, problem.advice)}>
      <p>Nothing of the project is lost. Where have they gone?</p>
      <div className="row">
        <button type="button" className="primary" disabled={!place.data || relocate.isPending} onClick={() => setPicking('root')}>Locate the stacks…</button>
        <button type="button" disabled={!place.data || relocate.isPending} onClick={() => setPicking('input')}>Locate the particle file…</button>
      </div>
      {relocate.error && <Problem error={relocate.error} />}
      {picking && <PathPicker title={picking === 'root' ? 'The folder that the stacks are under' : 'The particle file'} wants={picking === 'root' ? 'folder' : 'any'} take="Look there" onClose={() => setPicking(null)} onTake={take} />}
    </Problem>
  )
}
