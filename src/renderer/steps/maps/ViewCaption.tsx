import type { ReactNode } from 'react'
import { ClassMark } from '../../ui/ClassMark.tsx'
import type { MapChoice } from './mapChoices.ts'

/** Which map a view shows, and how; `tint`: its colour there, where it may differ from its class's. */
export const ViewCaption = ({ choice: { entry, name, part, title, colour }, words = '', tint = null }: { readonly choice: MapChoice; readonly words?: string; readonly tint?: string | null }): ReactNode => (
  <span className="maps-caption" title={title}>
    <span className="maps-named">
      {tint && <span className="maps-swatch" style={{ background: tint }} aria-hidden="true" />}
      {entry.class !== null && <ClassMark colour={colour} number={entry.class} />}
      <span className="maps-name">{name}</span>
      {words && <span className="muted number">{words}</span>}
    </span>
    {part && <span className="muted maps-part-name">{part}</span>}
  </span>
)
