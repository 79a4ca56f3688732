import { useState } from 'react'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { levelAtSigmas, sigmasOf } from '../../viewer/levels.ts'
import { mapName } from './useWalkMaps.ts'

export type Level = {
  readonly facts: MapFacts
  /** Density at which the surfaces of all points lie. */
  readonly level: number
  /** In σ of the first point's map. */
  readonly sigmas: number
  readonly setSigmas: (sigmas: number) => void
}

/** One density for the surfaces of all points, so that what changes is the particle: as it suits the first point's map, until it is moved. null until that map is measured. */
export function useLevel(project: Project, walk: WalkReport): { readonly level: Level | null; readonly error: Error | null } {
  const [sigmas, setSigmas] = useState<number | null>(null)
  const { data: facts, error } = useCall('maps.facts', { project: project.id, name: mapName(walk, 0) })
  if (!facts) return { level: null, error }
  const level = sigmas === null ? facts.suggestedLevel : levelAtSigmas(facts, sigmas)
  return { level: { facts, level, sigmas: sigmasOf(facts, level), setSigmas }, error: null }
}
