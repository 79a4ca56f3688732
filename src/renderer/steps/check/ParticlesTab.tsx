import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { Query } from '../../../preload/contract/calls/particles.ts'
import { useSaved } from '../../api/saved.ts'
import { GalleryToolbar } from '../../gallery/GalleryToolbar.tsx'
import { ParticleGallery } from '../../gallery/ParticleGallery.tsx'
import { Problem } from '../../ui/Notice.tsx'
import { EVERY_PARTICLE } from './brushing.ts'
import { Chosen } from './Chosen.tsx'
import { KEPT_VIEW, captionBy, firstView, lowpassLimits } from './galleryData.ts'
import type { KeptGallery } from './useKeptGallery.ts'
import { useImageUrl, useParticles } from './useParticles.ts'

type Props = { readonly project: Project; readonly input: NonNullable<Project['input']>; readonly kept: KeptGallery }

/** All particles, or those that pass the filters. */
export function ParticlesTab({ project, input, kept: { query, ask, selected, select, place, setPlace } }: Props): ReactNode {
  const [view, setView] = useSaved(project, 'check.view', KEPT_VIEW, firstView(input))
  const [scrollTo, setScrollTo] = useState({ place })
  const { columns, count, rowsOf, error } = useParticles(project, query)
  const imageUrl = useImageUrl(project.id, view)
  const captionOf = useMemo(() => captionBy(columns, query.sort?.column ?? null), [columns, query.sort])
  const askAnew = (next: Query): void => {
    ask(next)
    setScrollTo({ place: 0 })
  }
  return (
    <>
      <GalleryToolbar columns={columns} view={view} onView={setView} query={query} onQuery={askAnew} count={count} total={input.particles} lowpass={lowpassLimits(input)} hasCtf={input.format !== 'maps'} />
      {error
        ? <Problem error={error}>{query.filters.length + (query.sort ? 1 : 0) > 0 && <div><button type="button" onClick={() => askAnew(EVERY_PARTICLE)}>Show all particles in the order of the file</button></div>}</Problem>
        : (
          <div className="check-gallery" data-testid="particle-gallery">
            <ParticleGallery label="Particles" count={count ?? 0} rowsOf={rowsOf} imageUrl={imageUrl} captionOf={captionOf} size={view.size} invert={view.invert} selected={selected} onSelect={select} scrollTo={scrollTo} onPosition={setPlace}
              empty={count === null ? 'Looking through the particles …' : 'No particle passes the filters. Loosen or remove one.'} />
          </div>
        )}
      <Chosen selected={selected} columns={columns} rowsOf={rowsOf} onSelect={select} />
    </>
  )
}
