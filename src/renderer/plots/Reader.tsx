import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import type { Area } from './frame.ts'
import { readingAfter } from './readingKeys.ts'
import type { Cells } from './readingKeys.ts'

export type ReaderProps = {
  readonly area: Area
  /** What is read: "Values of Fourier shell correlation". */
  readonly label: string
  readonly cells: Cells
  /** The cell that is read, or null. */
  readonly at: number | null
  readonly onAt: (cell: number | null) => void
  /** The cell under a place of the picture (px), or null. */
  readonly cellAt: (x: number, y: number) => number | null
  readonly say: (cell: number) => string
  /** Where a range can be drawn: the place (px along x) where a drag starts, is and ends; Escape gives it up. */
  readonly onDrag?: (phase: 'start' | 'move' | 'end' | 'cancel', x: number) => void
}

/**
 * A transparent layer over the data by which single values are read: with the pointer, or by keyboard as a slider
 * whose value is announced. It lies beside the picture, not in it, because what is inside an image is not reachable.
 */
export function Reader({ area, label, cells, at, onAt, cellAt, say, onDrag }: ReaderProps): ReactNode {
  if (cells.count === 0) return null
  const current = Math.min(at ?? 0, cells.count - 1)
  const place = (event: PointerEvent): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect()
    return [event.clientX - box.left + area.left, event.clientY - box.top + area.top]
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && onDrag) onDrag('cancel', 0)
    const to = at === null && event.key.startsWith('Arrow') ? current : readingAfter(event.key, current, cells)
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    onAt(to)
  }
  return <div
    className="plot-reader" role="slider" tabIndex={0} aria-label={label} aria-valuemin={0} aria-valuemax={cells.count - 1} aria-valuenow={current} aria-valuetext={say(current)} aria-orientation={cells.columns === 1 ? 'vertical' : 'horizontal'}
    data-drag={onDrag ? true : undefined}
    style={{ left: area.left, top: area.top, width: area.right - area.left, height: area.bottom - area.top }}
    onKeyDown={onKeyDown} onBlur={() => onAt(null)} onPointerLeave={() => onAt(null)}
    onPointerDown={event => {
      if (!onDrag || event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      onDrag('start', place(event)[0])
    }}
    onPointerMove={event => {
      onAt(cellAt(...place(event)))
      if (event.currentTarget.hasPointerCapture(event.pointerId)) onDrag?.('move', place(event)[0])
    }}
    onPointerUp={event => { if (event.currentTarget.hasPointerCapture(event.pointerId)) onDrag?.('end', place(event)[0]) }}
    onPointerCancel={() => onDrag?.('cancel', 0)} />
}

/** Between a read-out and what it reads (px). */
const GAP = 12

/** The values under the reader, on the side of the place that is read where there is more room. The slider says the same to a screen reader. */
export function Readout({ x, y, width, children }: { readonly x: number; readonly y: number; readonly width: number; readonly children: ReactNode }): ReactNode {
  const side = x > width / 2 ? { right: width - x + GAP, maxWidth: x - GAP } : { left: x + GAP, maxWidth: width - x - GAP }
  return <div className="plot-readout" aria-hidden="true" style={{ ...side, top: y }}>{children}</div>
}
