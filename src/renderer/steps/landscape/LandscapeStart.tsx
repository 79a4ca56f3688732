import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { MAX_COMPONENTS } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useChange } from '../../api/queries.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Problem } from '../../ui/Notice.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { embedCommand } from './embedCommand.ts'

const USUAL = 6

/** What a landscape is, how many components it shall have, and its start. */
export function LandscapeStart({ project }: { readonly project: Project }): ReactNode {
  const id = useId()
  const [components, setComponents] = useState(USUAL)
  const start = useChange('landscape.start')
  const isRight = Number.isInteger(components) && components >= 1 && components <= MAX_COMPONENTS
  const why = project.readOnlyReason ?? (project.input === null ? 'Import particles first.' : project.run?.state === 'running' ? 'A run is going on: wait for it, or stop it.' : null)
  const command = embedCommand(project.folder, components)
  return (
    <Panel title="Landscape of the particles">
      <p>Finds the principal components of how the particles differ from their mean map, each particle in its own pose and with its own CTF. Every particle becomes a point: clouds apart from one another speak for distinct states, a long cloud for continuous motion. Junk gets no point.</p>
      <div className="field">
        <label htmlFor={id}>Number of components</label>
        <input id={id} type="number" min={1} max={MAX_COMPONENTS} step={1} value={Number.isNaN(components) ? '' : components} onChange={event => setComponents(event.target.valueAsNumber)} />
        <span className="hint">1 to {MAX_COMPONENTS}. More components show finer differences and take longer; {USUAL} are enough for most particles.</span>
      </div>
      <div className="row">
        <button type="button" className="primary" disabled={!isRight || why !== null || start.isPending} onClick={() => start.mutate({ project: project.id, components })}>Make the landscape</button>
        <span className="small muted">{why ?? 'The images are read once and compared in several passes, as for sorting; it can be stopped. Classes and maps stay as they are.'}</span>
      </div>
      {start.error && <Problem error={start.error} />}
      {isRight && <><pre className="command" aria-label="The command that does the same">{command}</pre><CopyButton text={command} label="Copy as command" /></>}
    </Panel>
  )
}
