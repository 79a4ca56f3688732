import { useCallback } from 'react'
import { imagesAddress } from '../../../preload/contract/addresses.ts'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { useCall } from '../../api/queries.ts'
import type { ImageUrl, RowsOf } from '../../gallery/useBatches.ts'
import type { GalleryView } from '../../gallery/view.ts'
import type { FullQuery } from './brushing.ts'
import { dependsOnLabels, placesKey } from './galleryData.ts'

export type Particles = {
  readonly columns: readonly Column[]
  /** Particles of the query; null while they are counted. */
  readonly count: number | null
  readonly rowsOf: RowsOf
  readonly error: Error | null
}

const NO_COLUMNS: readonly Column[] = []

/**
 * The particles of a query, asked for page by page. `rowsOf` is another function whenever the answer may be another: for another query,
 * input or run, and after an edit that moved particles or a label that the query goes by.
 */
export function useParticles({ id, run, input }: Pick<Project, 'id' | 'run' | 'input'>, query: FullQuery): Particles {
  const columns = useCall('particles.columns', { project: id })
  const { data: count = null, error, dataUpdatedAt } = useCall('particles.count', { project: id, query })
  const edits = useCall('edits.get', { project: id }, run?.state === 'finished')
  const version = `${input?.path} ${input?.particles} ${run?.ended} ${count} ${placesKey(edits.data)} ${dependsOnLabels(query) ? dataUpdatedAt : ''}`
  const rowsOf = useCallback<RowsOf>(async (offset, wanted) => {
    const batch = await callHost('particles.rows', { project: id, query, offset, count: wanted })
    if (batch.rows.length < wanted) throw new Error('the particles have changed meanwhile')
    return batch
  }, [id, query, version])
  return { columns: columns.data ?? NO_COLUMNS, count, rowsOf, error: columns.error ?? error }
}

/** Finer than this no screen shows a tile, and the host makes it in vain. */
const MOST_PIXELS = 384

const tilePixels = (size: number): number => Math.min(MOST_PIXELS, Math.round(size * devicePixelRatio))

/** Addresses of the particles' images as the view wants them. */
export function useImageUrl(project: string, { kind, size, lowpassA }: GalleryView): ImageUrl {
  return useCallback<ImageUrl>(rows => imagesAddress(project, { rows, size: tilePixels(size), kind, ...(kind === 'lowpass' && { lowpassA }) }), [project, kind, size, lowpassA])
}

/** Addresses of a class's projections in the particles' views, filtered as the particles are. */
export function useProjectionUrl(project: string, number: number, { kind, size, lowpassA }: GalleryView): ImageUrl {
  return useCallback<ImageUrl>(rows => imagesAddress(project, { rows, size: tilePixels(size), kind: 'projection', class: number, ...(kind === 'lowpass' && { lowpassA }) }), [project, number, kind, size, lowpassA])
}
