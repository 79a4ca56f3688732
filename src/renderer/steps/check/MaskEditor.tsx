import type { ReactNode } from 'react'
import { z } from 'zod'
import type { CheckResult } from '../../../preload/contract/calls/check.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useChange } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import { NumberBox } from '../../plots/NumberBox.tsx'
import { Problem } from '../../ui/Notice.tsx'
import { firstRecipe, voxelsText } from './mask.ts'

const RECIPE = z.object({ lowpassA: z.number().positive().nullable(), grow: z.number().min(0), soften: z.number().min(0) })

type Props = { readonly project: Project; readonly result: CheckResult; readonly level: number; readonly onMade: (name: string) => void }

/** How a mask is made from the consensus at its level. */
export function MaskEditor({ project, result, level, onMade }: Props): ReactNode {
  const { name, pixelSizeA } = result.consensus
  const [recipe, setRecipe] = useSaved(project, 'check.recipe', RECIPE, firstRecipe(result.consensus))
  const make = useChange('mask.make', (mask, client) => {
    void client.invalidateQueries({ queryKey: ['maps.list'] })
    onMade(mask.name)
  })
  return (
    <fieldset className="check-recipe">
      <legend>Mask at this level</legend>
      <div className="check-numbers">
        <NumberBox label="Low-pass" unit="Å" title={`Resolution of the map that the level is taken on, ${(2 * pixelSizeA).toFixed(0)} Å or coarser; empty: as it is`} placeholder="none" value={recipe.lowpassA} min={Math.ceil(2 * pixelSizeA)} step={1} onValue={lowpassA => setRecipe({ ...recipe, lowpassA })} />
        <NumberBox label="Grow" unit="voxels" title={`Widened by so much, 0 to 50; ${voxelsText(recipe.grow, pixelSizeA)}`} value={recipe.grow} min={0} max={50} step={1} onValue={grow => setRecipe({ ...recipe, grow: grow ?? 0 })} />
        <NumberBox label="Soften" unit="voxels" title={`Falls from 1 to 0 over so much, 0 to 50; ${voxelsText(recipe.soften, pixelSizeA)}`} value={recipe.soften} min={0} max={50} step={1} onValue={soften => setRecipe({ ...recipe, soften: soften ?? 0 })} />
      </div>
      <p className="hint small muted">A voxel is {pixelSizeA.toFixed(2)} Å: grown by {voxelsText(recipe.grow, pixelSizeA)}, soft over {voxelsText(recipe.soften, pixelSizeA)}. Only the largest part above the level is kept.</p>
      <div><button type="button" className="primary" disabled={make.isPending || project.readOnlyReason !== null} onClick={() => make.mutate({ project: project.id, map: name, level, ...recipe })}>{make.isPending ? 'Making …' : 'Make mask'}</button></div>
      {make.error && <Problem error={make.error} />}
    </fieldset>
  )
}
