import { memo, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { BATCH, batchOf } from './batches.ts'
import type { BatchCache, Loaded } from './batchCache.ts'
import { RowPicture } from './RowPicture.tsx'
import { isChosen } from './selection.ts'
import type { Selection } from './selection.ts'
import { Tile } from './Tile.tsx'
import type { TileMark } from './Tile.tsx'
import type { Batches } from './useBatches.ts'

/** What a tile says below its image: the row of the input (from 0) and the values of all columns. */
export type CaptionOf = (row: number, values: readonly number[]) => string

/** What the tile of a row of the input wears; null for nothing. */
export type MarkOf = (row: number) => TileMark | null

export type RowLook = { readonly size: number; readonly tileWidth: number; readonly invert: boolean; readonly captionOf: CaptionOf; readonly markOf: MarkOf | undefined }

export type RowProps = {
  readonly id: string
  readonly row: number
  /** Places [from, to) of the query. */
  readonly from: number
  readonly to: number
  /** px from the top of all rows. */
  readonly top: number
  readonly batches: Batches
  readonly look: RowLook
  readonly selected: Selection
  /** The current tile's place, if it is in this row. */
  readonly current: number | null
}

const useBatch = <T,>(cache: BatchCache<T>, place: number): Loaded<T> | undefined => useSyncExternalStore(cache.subscribe, () => cache.peek(batchOf(place)))

/** One row of tiles, drawn where the scroll bar wants it. A row lies in two batches at most. */
export const GalleryRow = memo(function GalleryRow({ id, row, from, to, top, batches, look, selected, current }: RowProps): ReactNode {
  const { size, tileWidth, invert, captionOf, markOf } = look
  const [one, other = one] = batches.images
  const rows = [useBatch(batches.rows, from), useBatch(batches.rows, to - 1)]
  const first = [useBatch(one, from), useBatch(other, from)].slice(0, batches.images.length)
  const last = [useBatch(one, to - 1), useBatch(other, to - 1)].slice(0, batches.images.length)
  const isFirst = (place: number): boolean => batchOf(place) === batchOf(from)

  const tile = (place: number): ReactNode => {
    const known = rows[isFirst(place) ? 0 : 1]
    const caption = known?.state === 'ready' ? captionOf(known.value.rows[place % BATCH], known.value.values[place % BATCH]) : ''
    const mark = known?.state === 'ready' ? markOf?.(known.value.rows[place % BATCH]) ?? null : null
    const failed = [known, ...(isFirst(place) ? first : last)].find(batch => batch?.state === 'failed')
    return <Tile
      key={place - from} id={`${id}-${place}`} place={place} column={place - from} size={size} width={size * batches.images.length} caption={caption} failure={failed?.state === 'failed' ? failed.reason : null} chosen={isChosen(selected, place)} current={current === place} mark={mark} />
  }
  return <div role="row" aria-rowindex={row + 1} className="gallery-row" style={{ top }}>
    {Array.from({ length: to - from }, (_, column) => tile(from + column))}
    <RowPicture query={batches.rows} from={from} to={to} first={first} last={last} tileWidth={tileWidth} size={size} invert={invert} />
  </div>
})
