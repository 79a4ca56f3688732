import { useCallback, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import { ParticleGallery } from '../../gallery/ParticleGallery.tsx'
import { NOTHING, sizeOf } from '../../gallery/selection.ts'
import type { Selection } from '../../gallery/selection.ts'
import type { RowsOf } from '../../gallery/useBatches.ts'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { KEPT_VIEW, firstView, valueText } from '../check/galleryData.ts'
import { useImageUrl } from '../check/useParticles.ts'
import { ChosenActions } from './ChosenActions.tsx'
import type { Label } from './ChosenActions.tsx'
import { picked } from './picked.ts'
import type { Shown } from './useColouring.ts'

/** Most that one change takes. */
const MOST_CHANGED = 200_000
/** Most that are ringed in the scatter. */
const MOST_MARKED = 100

type Props = {
  readonly project: Project
  readonly input: NonNullable<Project['input']>
  readonly rows: Uint32Array
  readonly shown: Shown | null
  readonly classes: readonly EditedClass[]
  readonly onMarked: (rows: readonly number[]) => void
  readonly labels: readonly Label[]
  readonly onMove: (rows: number[], into: number) => Promise<void>
  readonly onLabel: (rows: number[], label: number) => Promise<void>
  /** Makes a map of particles. */
  readonly onMap?: (rows: number[]) => Promise<void>
}

/** The particles chosen in the scatter; those picked among them are ringed there. All of them, or those picked, can be moved to a class or labelled. */
export function ChosenParticles({ project, input, rows, shown, classes, labels, onMarked, onMove, onLabel, onMap }: Props): ReactNode {
  const [view] = useSaved(project, 'classes.view', KEPT_VIEW, firstView(input))
  const [selected, setSelected] = useState<Selection>(NOTHING)
  const [failure, setFailure] = useState<unknown>(null)
  const [said, setSaid] = useState('')
  const [before, setBefore] = useState(rows)
  // Other particles: what was picked by its place is picked no more.
  if (rows !== before) {
    setBefore(rows)
    setSelected(NOTHING)
    setSaid('')
  }
  const imageUrl = useImageUrl(project.id, view)
  const values = shown?.values
  const rowsOf = useCallback<RowsOf>(async (offset, wanted) => {
    const batch = [...rows.subarray(offset, offset + wanted)]
    return { rows: batch, values: batch.map(row => [values?.[row] ?? NaN]) }
  }, [rows, values])
  const captionOf = useMemo(() => {
    const column = shown && { ...shown.by, range: shown.scale?.range ? [...shown.scale.range] as [number, number] : null }
    return (row: number, [value]: readonly number[]) => `#${row + 1}${column && !Number.isNaN(value) ? ` · ${valueText(column, value)}` : ''}`
  }, [shown])
  const select = (next: Selection): void => {
    setSelected(next)
    onMarked(picked(rows, next, MOST_MARKED))
  }
  const some = sizeOf(selected), meant = some || rows.length
  const act = async (change: (rows: number[]) => Promise<void>, what: string): Promise<void> => {
    try {
      await change(some > 0 ? picked(rows, selected, MOST_CHANGED) : [...rows])
      setFailure(null)
      setSaid(`${count(meant)} ${what}`)
    } catch (problem) {
      setFailure(problem)
    }
  }
  return (
    <section className="landscape-chosen" aria-label="Chosen particles" data-testid="chosen-particles">
      <div className="row spread">
        <strong role="status">{rows.length === 0 ? 'No particle is chosen' : `${count(rows.length)} chosen`}</strong>
        <ChosenActions project={project} classes={classes} count={meant} isPicked={some > 0} isTooMany={meant > MOST_CHANGED}
          onMove={into => void act(chosen => onMove(chosen, into.number), `moved to ${into.name}`)} onLabel={(label, name) => void act(chosen => onLabel(chosen, label), `labelled ${name}`)} labels={labels} {...(onMap && { onMap: () => void act(onMap, 'go into a map') })} />
      </div>
      <div className="landscape-tiles">
        <ParticleGallery label="Particles chosen in the landscape" count={rows.length} rowsOf={rowsOf} imageUrl={imageUrl} captionOf={captionOf} size={view.size} invert={view.invert} selected={selected} onSelect={select} empty="Choose particles: draw round them in the landscape, click a class below it, or draw a range in the histogram." />
      </div>
      <span className="small muted" role="status">{said || (some > 0 ? 'Picked particles are ringed in the landscape.' : '')}</span>
      {failure !== null && <Problem error={failure} />}
    </section>
  )
}
