import { memo } from 'react'
import type { ReactNode } from 'react'
import { ClassMark } from '../ui/ClassMark.tsx'

/** What a tile wears: a label's number (0 is junk) and name. */
export type TileMark = { readonly number: number; readonly name: string }

export type TileProps = {
  readonly id: string
  readonly place: number
  readonly column: number
  /** Height and width of the place for its images, px. */
  readonly size: number
  readonly width: number
  readonly caption: string
  /** Why there is no image, or null. */
  readonly failure: string | null
  readonly chosen: boolean
  readonly current: boolean
  /** The same object as long as it is the same mark. */
  readonly mark: TileMark | null
}

/** The place of one particle: what is around and below its image. Chosen ones have a frame and a tick; a failure says its reason in the tool-tip. */
export const Tile = memo(function Tile({ id, place, column, size, width, caption, failure, chosen, current, mark }: TileProps): ReactNode {
  return <div id={id} role="gridcell" aria-colindex={column + 1} aria-selected={chosen} className={`gallery-tile${chosen ? ' is-chosen' : ''}${current ? ' is-current' : ''}`} data-place={place} title={failure ?? caption} style={{ width }}>
    <div className="gallery-place" style={{ height: size }}>{failure !== null && <span className="gallery-failed">no image</span>}</div>
    <div className="gallery-caption">{caption || '…'}</div>
    {mark && <span className="gallery-mark"><ClassMark colour={mark.number - 1} number={mark.number} /><span>{mark.number > 0 && `${mark.number} `}{mark.name}</span></span>}
    {chosen && <svg className="gallery-tick" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><circle cx="10" cy="10" r="9" /><path d="M5.5,10.5L8.7,13.7L14.5,7" /></svg>}
  </div>
})
