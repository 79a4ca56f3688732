import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'
import { GalleryRow } from './GalleryRow.tsx'
import type { CaptionOf, MarkOf } from './GalleryRow.tsx'
import { GAP, gridLayout, offsetToShow, topOfRow } from './gridLayout.ts'
import type { Selection } from './selection.ts'
import { useBatches, useWanted } from './useBatches.ts'
import type { ImageUrl, RowsOf } from './useBatches.ts'
import { useBox } from './useBox.ts'
import { useChoosing } from './useChoosing.ts'
import { useCompressedOffset, useKeptPlace, useSize } from './useScroll.ts'
import type { ScrollTo } from './useScroll.ts'

export type GalleryProps = {
  /** What the gallery shows, for screen readers: "Particles of class 2, most certain first". */
  readonly label: string
  readonly count: number
  /** Rows of the query; another function (useCallback) is another query. */
  readonly rowsOf: RowsOf
  /** Address of the images of at most 100 rows; another function is another way of showing them. */
  readonly imageUrl: ImageUrl
  /** Address of what stands at the right of each image, such as its class's projection. */
  readonly secondImageUrl?: ImageUrl
  readonly captionOf: CaptionOf
  /** What tiles wear; another function is another look. */
  readonly markOf?: MarkOf
  /** Side of an image on the screen, px. */
  readonly size: number
  /** Bright and dark exchanged. */
  readonly invert: boolean
  readonly selected: Selection
  readonly onSelect: (selection: Selection) => void
  /** Where to open, and where to go. */
  readonly scrollTo?: ScrollTo
  /** A tile to be the current one, in sight: keys go on from there. A new object goes there again. */
  readonly goTo?: ScrollTo | null
  /** Arrow keys choose what they come to. */
  readonly choosesOnMove?: boolean
  /** Told the first place in sight when scrolling settles. */
  readonly onPosition?: (place: number) => void
  /** What stands there when nothing is found. */
  readonly empty?: string
}

const CAPTION = 18
/** Rows kept ready above and below. */
const OVERSCAN = 2

/** Particles as tiles, up to millions: only those in sight exist, and only their images are loaded. */
export function ParticleGallery(props: GalleryProps): ReactNode {
  const { label, count, rowsOf, imageUrl, secondImageUrl, captionOf, markOf, size, invert, selected, onSelect, scrollTo, goTo = null, choosesOnMove = false, onPosition, empty = 'No particles to show. Loosen or remove a filter.' } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(scroller)
  const layout = useMemo(() => gridLayout({ count: width > 0 ? count : 0, width, height, tile: size, images: secondImageUrl ? 2 : 1, caption: CAPTION }), [count, width, height, size, secondImageUrl])
  const { columns, rows, tileWidth, pitch, rowHeight, padding, shown } = layout

  const virtualizer = useVirtualizer({
    count: rows, getScrollElement: () => scroller.current, estimateSize: () => pitch, paddingEnd: padding,
    rangeExtractor: ({ startIndex }) => {
      const first = Math.max(0, startIndex - OVERSCAN)
      return Array.from({ length: Math.max(0, Math.min(rows, startIndex + shown + OVERSCAN) - first) }, (_, i) => first + i)
    },
  })
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, pitch])
  useKeptPlace(scroller, layout, scrollTo, onPosition)
  const offset = useCompressedOffset(scroller, layout)

  const slots = shown + 2 * OVERSCAN
  const items = virtualizer.getVirtualItems()
  const [from, to] = items.length > 0 ? [items[0].index * columns, Math.min(count, (items[items.length - 1].index + 1) * columns)] : [0, 0]
  const batches = useBatches(count, rowsOf, imageUrl, secondImageUrl)
  useWanted(batches, from, to, count)

  const show = (place: number): void => {
    if (scroller.current) scroller.current.scrollTop = offsetToShow(layout, Math.floor(place / columns), scroller.current.scrollTop, height)
  }
  const { current, go, onKeyDown, onClick } = useChoosing({ count, columns, page: Math.max(1, Math.floor(height / rowHeight)) }, selected, onSelect, show, choosesOnMove)
  useEffect(() => {
    if (goTo) go(goTo.place)
  }, [goTo])
  const { box, ...dragging } = useBox(scroller, selected, onSelect)
  const look = useMemo(() => ({ size, tileWidth, invert, captionOf, markOf }), [size, tileWidth, invert, captionOf, markOf])

  const grid = count > 0 && { role: 'grid', 'aria-multiselectable': true, 'aria-rowcount': rows, 'aria-colcount': columns, 'aria-activedescendant': current >= from && current < to ? `${id}-${current}` : undefined }
  return <div ref={scroller} className="gallery" tabIndex={0} {...(grid || { role: 'region' })} aria-label={label} onKeyDown={onKeyDown} onClick={onClick} {...dragging}>
    {count === 0 && <p className="gallery-empty">{empty}</p>}
    <div className="gallery-rows" role="presentation" style={{ height: rows * pitch + padding + GAP }}>
      {items.map(({ index }) => {
        const [first, end] = [index * columns, Math.min(count, (index + 1) * columns)]
        // Rows that come into sight take over what those that left it were made of.
        return <GalleryRow key={index % slots} id={id} row={index} from={first} to={end} top={topOfRow(layout, index, offset)} batches={batches} look={look} selected={selected} current={current >= first && current < end ? current : null} />
      })}
    </div>
    {box && <div className="gallery-box" style={box} />}
  </div>
}
