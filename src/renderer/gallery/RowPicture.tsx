import { useLayoutEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { BATCH, batchOf } from './batches.ts'
import type { ImageBatch } from './batches.ts'
import type { Loaded } from './batchCache.ts'
import { paintImage, picturePlaces } from './paint.ts'

export type RowPictureProps = {
  /** Places [from, to) of the query; `query` changes with it. */
  readonly query: unknown
  readonly from: number
  readonly to: number
  /** Of each kind of image, the batch that holds a row's first place and the one that holds its last. */
  readonly first: readonly (Loaded<ImageBatch> | undefined)[]
  readonly last: readonly (Loaded<ImageBatch> | undefined)[]
  readonly tileWidth: number
  readonly size: number
  /** Of the particles; what stands beside them has its own sign. */
  readonly invert: boolean
}

/** Pixels of one image on their way to the canvas. */
let scratch = new ImageData(1, 1)

/**
 * All images of a row on one canvas: one for each tile would be hundreds of layers to compose. What is not there yet
 * stays as it was if it is the same particles, filtered otherwise, and blank if not.
 */
export function RowPicture({ query, from, to, first, last, tileWidth, size, invert }: RowPictureProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = useRef<unknown[]>([])
  const [a, b, c, d] = [first[0], last[0], first[1], last[1]]
  useLayoutEffect(() => {
    const { current } = canvas
    const ready = [a, b, c, d].find(batch => batch?.state === 'ready')
    if (!current) return
    const side = ready?.state === 'ready' ? ready.value.side : current.height
    const picture = [query, from, to, tileWidth, size, side]
    const { width, at } = picturePlaces(to - from, first.length, tileWidth, size, side)
    // Setting the size clears, even where it stays the same.
    if (picture.some((part, i) => part !== shown.current[i])) Object.assign(current, { width, height: side })
    shown.current = picture
    current.style.width = `${(width * size) / side}px`
    if (!ready) return
    if (scratch.width !== side) scratch = new ImageData(side, side)
    const pixels = new Uint32Array(scratch.data.buffer)
    const context = current.getContext('2d', { willReadFrequently: true })!
    for (let image = 0; image < first.length; image++) {
      for (let place = from; place < to; place++) {
        const batch = batchOf(place) === batchOf(from) ? first[image] : last[image]
        if (batch?.state !== 'ready' || batch.value.side !== side) continue
        paintImage(batch.value, place % BATCH, invert && image === 0, pixels)
        context.putImageData(scratch, at(place - from, image), 0)
      }
    }
  }, [query, from, to, a, b, c, d, first.length, tileWidth, size, invert])
  return <canvas ref={canvas} className="gallery-picture" style={{ height: size }} />
}
