import type { ReactNode } from 'react'
import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import { TILE_SIZES } from '../../gallery/view.ts'
import type { GalleryView, TileSize } from '../../gallery/view.ts'
import { Histogram } from '../../plots/Histogram.tsx'
import { ClassMark } from '../../ui/ClassMark.tsx'
import { count } from '../../ui/format.ts'
import { Notice, Problem } from '../../ui/Notice.tsx'
import { KEPT_VIEW, firstView } from '../check/galleryData.ts'
import { PlotPanel } from '../check/PlotPanel.tsx'
import { ClassGallery } from './ClassGallery.tsx'
import { classQuery } from './classQueries.ts'

type Props = { readonly project: Project; readonly of: EditedClass; readonly classes: readonly EditedClass[]; readonly disabled: boolean; readonly onMove: (rows: number[], into: number) => Promise<void> }

/** The chosen class's particles from both ends, and how certain they are. */
export function ClassParticles(props: Props): ReactNode {
  const { project, of } = props
  const { input, problem } = project
  const columns = useCall('particles.columns', { project: project.id }, input !== null)
  if (!input) return <Notice kind="warning" title="The particles cannot be shown"><p>{problem?.message ?? 'They are not imported.'} {problem && 'Locate them at the Import step; the classes are not affected.'}</p></Notice>
  if (columns.error) return <Problem error={columns.error} />
  if (!columns.data) return <p aria-busy="true">Looking through the particles …</p>
  if (!columns.data.some(({ key }) => key === 'editedClass')) return <Notice kind="warning" title="The particles cannot be shown class by class"><p>Those that are imported now are not those that the run has sorted. Sort again.</p></Notice>
  return <Shown key={of.number} {...props} input={input} />
}

function Shown({ project, of, classes, disabled, onMove, input }: Props & { readonly input: NonNullable<Project['input']> }): ReactNode {
  const [view, setView] = useSaved(project, 'classes.view', KEPT_VIEW, firstView(input))
  const posterior = useCall('particles.histogram', { project: project.id, query: classQuery(of.number, 'certain'), column: 'posterior', bins: 50 })
  const shared = { project, of, classes, view, disabled, onMove }
  return (
    <section className="class-particles" aria-labelledby="class-particles-title" data-testid="class-particles">
      <div className="row spread">
        <h2 id="class-particles-title" className="row"><ClassMark colour={of.colour} number={of.number} />{of.name}: {count(of.particles)} particles</h2>
        <Pictures view={view} onView={setView} hasCtf={input.format !== 'maps'} />
      </div>
      <div className="class-ends">
        <ClassGallery {...shared} order="certain" />
        <ClassGallery {...shared} order="doubtful" />
        <PlotPanel answer={posterior} draw={data => <Histogram title="Posterior" x={{ title: 'Posterior of the run’s class' }} data={data} height={180} />}>
          <p className="small muted">Probability of the class that the run gave each particle: 1 is certain.</p>
        </PlotPanel>
      </div>
    </section>
  )
}

const KINDS: readonly (readonly [GalleryView['kind'], string])[] = [['raw', 'raw'], ['lowpass', 'low-passed'], ['ctf', 'CTF-corrected']]

function Pictures({ view, onView, hasCtf }: { readonly view: GalleryView; readonly onView: (view: GalleryView) => void; readonly hasCtf: boolean }): ReactNode {
  return (
    <div className="row small">
      <label className="row">Images<select value={view.kind} onChange={event => onView({ ...view, kind: event.target.value as GalleryView['kind'] })}>
        {KINDS.filter(([kind]) => hasCtf || kind !== 'ctf').map(([kind, title]) => <option key={kind} value={kind}>{title}{kind === 'lowpass' ? ` to ${view.lowpassA} Å` : ''}</option>)}
      </select></label>
      <label className="row">Tiles<select value={view.size} onChange={event => onView({ ...view, size: Number(event.target.value) as TileSize })}>
        {TILE_SIZES.map(size => <option key={size} value={size}>{size} px</option>)}
      </select></label>
      <label className="row"><input type="checkbox" checked={view.invert} onChange={event => onView({ ...view, invert: event.target.checked })} />Invert</label>
    </div>
  )
}
