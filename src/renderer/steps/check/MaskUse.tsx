import { useId } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { MapEntry } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import { integer } from '../../plots/numbers.ts'
import { percent } from '../../ui/format.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { mapPathIn, maskSize, maskTitle } from './mask.ts'

type Props = { readonly project: Project; readonly masks: readonly MapEntry[]; readonly shown: MapEntry | null; readonly voxels: ValueMap | null; readonly onShow: (name: string | null) => void }

/** Which mask is shown, how large it is, and whether the sorting is to look inside it alone. */
export function MaskUse({ project, masks, shown, voxels, onShow }: Props): ReactNode {
  const id = useId()
  const [used, setUsed] = useSaved(project, 'mask', z.string().nullable(), null)
  const size = voxels && maskSize(voxels)
  const path = shown && mapPathIn(project.folder, shown)
  // A mask of another box than the particles' is refused by the sorting.
  const fits = shown !== null && project.input?.box === shown.box
  return (
    <div className="field">
      <label htmlFor={id}>Shown mask</label>
      <select id={id} className="check-mask" value={shown?.name ?? ''} onChange={event => onShow(event.target.value || null)}>
        <option value="">none</option>
        {masks.map(mask => <option key={mask.name} value={mask.name}>{maskTitle(mask)}</option>)}
      </select>
      {size && <span className="hint" data-testid="mask-size">{integer(Number(size.volumeA3.toPrecision(3)))} Å³, {percent(size.fraction)} of the box</span>}
      {shown && path !== used && <div><button type="button" disabled={!fits || project.readOnlyReason !== null} title={fits ? 'The Sort step takes this mask' : `This mask has ${shown.box} voxels a side, the particles have ${project.input?.box ?? '?'}: make a mask`} onClick={() => setUsed(path)}>Use it for sorting</button></div>}
      <span className="small" role="status">{used === null ? <span className="muted">The sorting makes its own mask from the consensus.</span> : path === used ? 'The sorting will use this mask.' : `The sorting will use ${used.slice(used.lastIndexOf('/') + 1)}.`}</span>
      {used !== null && <div><button type="button" className="quiet" onClick={() => setUsed(null)}>Let the sorting make its own</button></div>}
    </div>
  )
}
