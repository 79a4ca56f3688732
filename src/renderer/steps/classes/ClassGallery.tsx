import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { ParticleGallery } from '../../gallery/ParticleGallery.tsx'
import { NOTHING, rowsOfSelection, sizeOf } from '../../gallery/selection.ts'
import type { Selection } from '../../gallery/selection.ts'
import type { GalleryView } from '../../gallery/view.ts'
import { ClassMark } from '../../ui/ClassMark.tsx'
import { count } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { useImageUrl, useParticles, useProjectionUrl } from '../check/useParticles.ts'
import { Choices } from './Choices.tsx'
import { captionFor, classQuery, targets } from './classQueries.ts'
import type { Order } from './classQueries.ts'

const TITLES: Readonly<Record<Order, string>> = { certain: 'Most certain', doubtful: 'Most doubtful' }
/** Most that one move takes. */
const MOST_MOVED = 200_000

type Props = {
  readonly project: Project
  readonly of: EditedClass
  readonly classes: readonly EditedClass[]
  readonly order: Order
  readonly view: GalleryView
  readonly disabled: boolean
  readonly onMove: (rows: number[], into: number) => Promise<void>
}

/** The particles of a class from one end of its posterior, each beside the class's projection in the same view; those chosen can be moved. */
export function ClassGallery({ project, of, classes, order, view, disabled, onMove }: Props): ReactNode {
  const { number, name } = of
  const query = useMemo(() => classQuery(number, order), [number, order])
  const { columns, count: found, rowsOf, error } = useParticles(project, query)
  const [selected, setSelected] = useState<Selection>(NOTHING)
  const [failure, setFailure] = useState<unknown>(null)
  const [said, setSaid] = useState('')
  const imageUrl = useImageUrl(project.id, view)
  const projectionUrl = useProjectionUrl(project.id, number, view)
  const captionOf = useMemo(() => captionFor(columns), [columns])
  const chosen = sizeOf(selected)
  const move = async (into: EditedClass): Promise<void> => {
    try {
      await onMove(await rowsOfSelection(selected, rowsOf, MOST_MOVED), into.number)
      setSelected(NOTHING)
      setFailure(null)
      setSaid(`${count(chosen)} moved to ${into.name}`)
    } catch (problem) {
      setFailure(problem)
    }
  }
  return (
    <section className="class-gallery" aria-label={`${TITLES[order]} particles of ${name}`} data-testid={`gallery-${order}`}>
      <h3>{TITLES[order]}</h3>
      {error ? <Problem error={error} /> : (
        <div className="class-tiles">
          <ParticleGallery label={`Particles of ${name}, ${TITLES[order].toLowerCase()} first${number > 0 ? ', each beside the class’s projection' : ''}`} count={found ?? 0} rowsOf={rowsOf} imageUrl={imageUrl} {...(number > 0 && { secondImageUrl: projectionUrl })} captionOf={captionOf}
            size={view.size} invert={view.invert} selected={selected} onSelect={setSelected} empty={found === null ? 'Looking through the particles …' : 'No particles are in this class.'} />
        </div>
      )}
      <div className="row spread">
        <span className="small" role="status">{chosen > 0 ? <strong>{count(chosen)} chosen</strong> : said || <span className="muted">Choose particles to move them.</span>}</span>
        <Choices opensUp title="Move what is chosen to another class" disabled={disabled || chosen === 0} choices={targets(classes, number, true).map(other => ({ key: String(other.number), content: <><ClassMark colour={other.colour} number={other.number} />{other.name}</>, onChoose: () => void move(other) }))}>Move to…</Choices>
      </div>
      {failure !== null && <Problem error={failure} />}
    </section>
  )
}
