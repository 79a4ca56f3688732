import { useState } from 'react'
import { z } from 'zod'
import { Query } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import { NOTHING } from '../../gallery/selection.ts'
import type { Selection } from '../../gallery/selection.ts'
import { EVERY_PARTICLE } from './brushing.ts'
import type { FullQuery } from './brushing.ts'

/** What the gallery of a project shows: kept when the project is closed. */
export type KeptGallery = {
  readonly query: FullQuery
  readonly ask: (query: Query) => void
  readonly selected: Selection
  readonly select: (selection: Selection) => void
  /** The first in sight, when scrolling last came to rest. */
  readonly place: number
  readonly setPlace: (place: number) => void
}

const PLACES = z.array(z.tuple([z.int().min(0), z.int().min(0)]))

/** More pieces of a selection than this are not kept: a project is no place for a million single clicks. */
const MOST_KEPT = 1000

export function useKeptGallery(project: Project): KeptGallery {
  const [query, setQuery] = useSaved(project, 'check.query', Query, EVERY_PARTICLE)
  const [place, setPlace] = useSaved(project, 'check.place', z.int().min(0), 0)
  const [kept, keep] = useSaved<z.infer<typeof PLACES>>(project, 'check.selection', PLACES, [])
  const [selected, setSelected] = useState<Selection>(kept)
  const select = (next: Selection): void => {
    setSelected(next)
    keep(next.length > MOST_KEPT ? [] : next.map(([from, to]) => [from, to]))
  }
  // Other particles, or another order: what was chosen by its place is chosen no more.
  const ask = (next: Query): void => {
    setQuery(Query.parse(next))
    if (selected.length > 0) select(NOTHING)
    setPlace(0)
  }
  return { query, ask, selected, select, place, setPlace }
}
