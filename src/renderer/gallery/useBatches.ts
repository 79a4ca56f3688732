import { useEffect, useMemo } from 'react'
import { BATCH, batchesOf } from './batches.ts'
import type { ImageBatch } from './batches.ts'
import { BatchCache } from './batchCache.ts'
import { fetchImages } from './fetchImages.ts'

/** Rows of the input with the values of all columns. */
export type RowBatch = { readonly rows: readonly number[]; readonly values: readonly (readonly number[])[] }
export type RowsOf = (offset: number, count: number) => Promise<RowBatch>
export type ImageUrl = (rows: readonly number[]) => string

export type Batches = {
  readonly rows: BatchCache<RowBatch>
  /** Of the particles, and where asked for of the second image beside each. */
  readonly images: readonly BatchCache<ImageBatch>[]
}

/** Batches of values that are kept: two million numbers. */
const MOST_ROWS = 100_000
const MOST_BYTES = 96 << 20

function imagesOf(rows: BatchCache<RowBatch>, address: ImageUrl): BatchCache<ImageBatch> {
  const load = (batch: number, signal: AbortSignal): Promise<ImageBatch> => {
    const known = rows.peek(batch)
    return known?.state === 'ready' ? fetchImages(address(known.value.rows), known.value.rows.length, signal) : Promise.reject(new Error('The rows of these particles are not there.'))
  }
  return new BatchCache({ load, costOf: ({ pixels }) => pixels.length, limit: MOST_BYTES })
}

/** Caches of what the gallery shows. Another `rowsOf` is another query, another address other images of the same: each empties only what it must. */
export function useBatches(count: number, rowsOf: RowsOf, imageUrl: ImageUrl, secondImageUrl: ImageUrl | undefined): Batches {
  const rows = useMemo(() => new BatchCache<RowBatch>({
    load: batch => rowsOf(batch * BATCH, Math.min(BATCH, count - batch * BATCH)), costOf: batch => batch.rows.length, limit: MOST_ROWS,
  }), [rowsOf, count])
  const first = useMemo(() => imagesOf(rows, imageUrl), [rows, imageUrl])
  const second = useMemo(() => secondImageUrl && imagesOf(rows, secondImageUrl), [rows, secondImageUrl])
  return useMemo(() => ({ rows, images: second ? [first, second] : [first] }), [rows, first, second])
}

/** Loads what holds the places [from, to): rows first, and images of the rows that are there. */
export function useWanted({ rows, images }: Batches, from: number, to: number, count: number): void {
  useEffect(() => {
    const batches = batchesOf(from, to, count)
    const wantImages = (): void => {
      const known = batches.filter(batch => rows.peek(batch)?.state === 'ready')
      for (const cache of images) cache.want(known)
    }
    rows.want(batches)
    wantImages()
    return rows.subscribe(wantImages)
  }, [rows, images, from, to, count])
  useEffect(() => () => {
    for (const cache of [rows, ...images]) cache.rest()
  }, [rows, images])
}
