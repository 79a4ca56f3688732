import type { ReactElement } from 'react'
import { longestBar, scaleBarOf } from './scaleBar.ts'

/** A scale bar in the corner of a view that shows `angstromPerPixel` Å in a CSS pixel. */
export function ScaleBar({ angstromPerPixel, width }: { readonly angstromPerPixel: number; readonly width: number }): ReactElement {
  const { pixels, label } = scaleBarOf(angstromPerPixel, longestBar(width))
  return (
    <div className="scale-bar" aria-label={`Scale bar: ${label}`} role="img">
      <span aria-hidden="true">{label}</span>
      <span className="scale-bar-line" style={{ width: `${pixels}px` }} />
    </div>
  )
}
