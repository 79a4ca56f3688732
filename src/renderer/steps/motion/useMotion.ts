import { useState } from 'react'
import { z } from 'zod'
import type { WalkAlong, WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall, useChange } from '../../api/queries.ts'
import { useSaved } from '../../api/saved.ts'
import { NO_WAY } from '../../scatter/way.ts'
import type { Way } from '../../scatter/way.ts'

/** What stands beside the landscape: the particles that are chosen, or maps along a way. */
const SIDE = z.enum(['chosen', 'motion'])
export type Side = z.infer<typeof SIDE>

export type Motion = {
  readonly side: Side
  readonly setSide: (side: Side) => void
  /** The path that is drawn. */
  readonly way: Way
  readonly setWay: (way: Way) => void
  readonly walks: readonly WalkReport[]
  readonly isRunning: boolean
  /** Why the last walk came to nothing, or why there is no list. */
  readonly failure: string | null
  readonly shown: WalkReport | null
  readonly show: (name: string) => void
  /** Point that the slider is nearest to, from 0. */
  readonly near: number
  readonly setNear: (point: number) => void
  readonly begin: (along: WalkAlong) => Promise<void>
}

/** What landscape and motion have in common: the path that is drawn, the walks, and which of them is looked at: the newest, unless another was asked for. */
export function useMotion(project: Project): Motion {
  const [side, setSide] = useSaved(project, 'landscape.side', SIDE, 'chosen')
  const [way, setWay] = useState<Way>(NO_WAY)
  const [asked, setAsked] = useState<string | null>(null)
  const [near, setNear] = useState(0)
  const { data, error } = useCall('landscape.walks', { project: project.id })
  const start = useChange('landscape.walk')
  const walks = data?.walks ?? []
  const begin = async (along: WalkAlong): Promise<void> => {
    await start.mutateAsync({ project: project.id, along })
    setAsked(null)
    setSide('motion')
  }
  return {
    side, setSide, way, setWay, near, setNear, begin, walks, isRunning: data?.running ?? false, failure: error?.message ?? data?.message ?? null,
    shown: walks.find(({ name }) => name === asked) ?? walks[0] ?? null, show: setAsked,
  }
}
