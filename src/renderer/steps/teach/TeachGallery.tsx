import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import { Query } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import { GalleryToolbar } from '../../gallery/GalleryToolbar.tsx'
import { ParticleGallery } from '../../gallery/ParticleGallery.tsx'
import { sizeOf } from '../../gallery/selection.ts'
import { count as countText } from '../../ui/format.ts'
import { Problem } from '../../ui/Notice.tsx'
import { KEPT_VIEW, captionBy, firstView, lowpassLimits } from '../check/galleryData.ts'
import { useImageUrl, useParticles, useProjectionUrl } from '../check/useParticles.ts'
import { LabelPanel } from './LabelPanel.tsx'
import { useLabelKeys } from './labelKeys.ts'
import { SuggestBar } from './SuggestBar.tsx'
import { firstQuery } from './teachQuery.ts'
import { useLabels } from './useLabelling.ts'
import type { Labelling } from './useLabelling.ts'
import { useSuggested } from './useSuggested.ts'
import { useTeaching } from './useTeaching.ts'

type Props = { readonly project: Project; readonly input: NonNullable<Project['input']>; readonly columns: readonly Column[]; readonly labelling: Labelling }

/** Particles with the labels that they wear, and what gives them others. */
export function TeachGallery({ project, input, columns, labelling }: Props): ReactNode {
  const [query, setQuery] = useSaved(project, 'teach.query', Query, firstQuery(columns))
  const [view, setView] = useSaved(project, 'teach.view', KEPT_VIEW, firstView(input))
  const [beside, setBeside] = useSaved(project, 'teach.beside', z.int().min(0), 0)
  const [scrollTo, setScrollTo] = useState({ place: 0 })
  const { current } = labelling
  const suggested = useSuggested(project.id, current)
  const all = useParticles(project, query), { error } = all
  const { count, rowsOf } = suggested.rows ? { count: suggested.rows.length, rowsOf: suggested.rowsOf } : all
  const labels = useLabels(project.id, current?.id ?? null)
  const marks = useMemo(() => current?.labels.map(({ label, name }) => ({ number: label, name })) ?? [], [JSON.stringify(current?.labels.map(({ name }) => name))])
  const markOf = useCallback((row: number) => marks[labels?.[row] ?? -1] ?? null, [labels, marks])
  const { selected, select, restart, act, goTo, said, failure } = useTeaching({ labelling, labels, query, count, rowsOf })
  const disabled = project.readOnlyReason !== null
  useLabelKeys(useCallback(key => {
    if (!disabled) act(key)
  }, [act, disabled]))
  // Others are shown: what was chosen by its place is chosen no more.
  useEffect(restart, [suggested.rows])
  const classes = project.report?.classes ?? []
  const besideUrl = useProjectionUrl(project.id, beside, view), imageUrl = useImageUrl(project.id, view)
  const captionOf = useMemo(() => captionBy(columns, suggested.rows ? null : query.sort?.column ?? null), [columns, query.sort, suggested.rows])
  const ask = (next: z.input<typeof Query>): void => {
    setQuery(Query.parse(next))
    restart()
    setScrollTo({ place: 0 })
  }
  const chosen = sizeOf(selected)
  return (
    <div className="teach">
      <div className="teach-main">
        <GalleryToolbar columns={columns} view={view} onView={setView} query={query} onQuery={ask} count={count} total={input.particles} lowpass={lowpassLimits(input)} hasCtf={input.format !== 'maps'} />
        <SuggestBar suggested={suggested} why={project.run?.state !== 'finished' ? 'Sort the particles first' : current === null ? 'Make a label set first' : null} />
        {error
          ? <Problem error={error}><div><button type="button" onClick={() => ask(firstQuery(columns))}>Show all particles</button></div></Problem>
          : (
            <div className="teach-gallery" data-testid="teach-gallery">
              <ParticleGallery label="Particles to be labelled" count={count ?? 0} rowsOf={rowsOf} imageUrl={imageUrl} {...(classes.some(({ number }) => number === beside) && { secondImageUrl: besideUrl })} captionOf={captionOf} markOf={markOf} size={view.size} invert={view.invert}
                selected={selected} onSelect={select} scrollTo={scrollTo} goTo={goTo} choosesOnMove empty={count === null ? 'Looking through the particles …' : 'No particle passes the filters. Loosen or remove one.'} />
            </div>
          )}
        <div className="row spread small">
          <span role="status" data-testid="teach-status">{said === '' ? <strong>{countText(chosen)} chosen</strong> : said}</span>
          {classes.length > 0 && (
            <label className="row">Beside each<select value={beside} onChange={event => setBeside(Number(event.target.value))}>
              <option value={0}>nothing</option>
              {classes.map(({ number }) => <option key={number} value={number}>class {number} in the same view</option>)}
            </select></label>
          )}
        </div>
        {failure !== null && <Problem error={failure} />}
      </div>
      <LabelPanel project={project} labelling={labelling} chosen={chosen} disabled={disabled} onKey={act} />
    </div>
  )
}
