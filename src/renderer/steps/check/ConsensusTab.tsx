import { useState } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { mapAddress } from '../../../preload/contract/addresses.ts'
import type { CheckResult } from '../../../preload/contract/calls/check.ts'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import { Problem } from '../../ui/Notice.tsx'
import { levelAtSigmas, sigmasOf } from '../../viewer/levels.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { useMapVoxels } from '../../viewer/useMapVoxels.ts'
import { ConsensusView } from './ConsensusView.tsx'
import { LevelSlider } from './LevelSlider.tsx'
import { MaskEditor } from './MaskEditor.tsx'
import { MaskUse } from './MaskUse.tsx'

/** Side of the masks that are drawn, voxels: finer ones look the same. */
const MASK_BOX = 128

type Props = { readonly project: Project; readonly result: CheckResult | null }

/** The consensus of all particles in 3D, and masks made from it. */
export function ConsensusTab({ project, result }: Props): ReactNode {
  const name = result?.consensus.name ?? null
  const facts = useCall('maps.facts', { project: project.id, name: name ?? '' }, name !== null)
  // Another check is another map of the same name; no two take the same time.
  const fetched = useMapVoxels(name === null ? null : mapAddress(project.id, name), result?.seconds ?? 0)
  if (!result) return <p className="muted">There is no consensus map yet. Check the particles to make one; it takes seconds to a minute.</p>
  if (facts.error || fetched.failure !== null) return <Problem error={facts.error ?? new Error(fetched.failure!)} />
  if (!facts.data || !fetched.map) return <p aria-busy="true">Fetching the consensus …</p>
  return <Shown project={project} result={result} facts={facts.data} map={fetched.map} />
}

function Shown({ project, result, facts, map }: { readonly project: Project; readonly result: CheckResult; readonly facts: MapFacts; readonly map: ValueMap }): ReactNode {
  const [sigmas, setSigmas] = useSaved(project, 'check.level', z.number(), sigmasOf(facts, facts.suggestedLevel))
  const [shownMask, showMask] = useSaved(project, 'check.mask', z.string().nullable(), null)
  const maps = useCall('maps.list', { project: project.id })
  const [made, setMade] = useState(0)
  const masks = (maps.data ?? []).filter(({ kind }) => kind === 'mask')
  const entry = masks.find(({ name }) => name === shownMask) ?? null
  const mask = useMapVoxels(entry && mapAddress(project.id, entry.name, Math.min(entry.box, MASK_BOX)), `${result.seconds} ${made}`)
  const level = levelAtSigmas(facts, sigmas)
  return (
    <div className="check-consensus" data-testid="consensus">
      <ConsensusView project={project} map={map} facts={facts} level={level} mask={mask.map} />
      <div className="check-controls">
        <LevelSlider facts={facts} sigmas={sigmas} onSigmas={setSigmas} />
        <MaskEditor project={project} result={result} level={level} onMade={name => { setMade(made + 1); showMask(name) }} />
        <MaskUse project={project} masks={masks} shown={entry} voxels={mask.map} onShow={showMask} />
        {mask.failure !== null && <Problem error={new Error(mask.failure)} />}
      </div>
    </div>
  )
}
