import type { ReactNode } from 'react'
import type { MapEntry } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import type { MapChoice } from './mapChoices.ts'
import type { MapsView } from './mapsView.ts'
import type { MapsVersion } from './useMaps.ts'

/** What the pages with maps are given. */
export type PageProps = {
  readonly project: Project
  readonly entries: readonly MapEntry[]
  readonly shown: readonly MapChoice[]
  readonly classMaps: readonly MapChoice[]
  readonly view: MapsView
  readonly onView: (change: Partial<MapsView>) => void
  readonly version: MapsVersion
  /** The list of maps, above the page's own controls. */
  readonly chooser: ReactNode
}
