import { useQueries } from '@tanstack/react-query'
import { mapAddress } from '../../../preload/contract/addresses.ts'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { mapStore } from '../../viewer/mapVoxels.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { morphBox } from './blend.ts'

/** Voxels are large: of a walk that nobody looks at any more they are left to the store of maps. */
const KEPT_MS = 1000

/** Name under which the host gives a point's map. */
export const mapName = ({ name, points }: Pick<WalkReport, 'name' | 'points'>, point: number): string => `embedding/${name}/${points[point].map}`

export type WalkMaps = { /** By point; null until it has come. */ readonly maps: readonly (ValueMap | null)[]; readonly arrived: number; readonly failure: Error | null }

/** The maps of a walk as far as they have come, no finer than what they hold. */
export function useWalkMaps(project: Project, walk: WalkReport): WalkMaps {
  const box = morphBox(walk)
  const answers = useQueries({
    queries: walk.points.map((_, point) => {
      // What follows # stays in the page: a walk that was made again has the same names.
      const address = `${mapAddress(project.id, mapName(walk, point), box < walk.box ? box : undefined)}#${walk.made}`
      return { queryKey: ['voxels', address], queryFn: ({ signal }: { signal: AbortSignal }) => mapStore.load(address, signal), retry: false, gcTime: KEPT_MS, structuralSharing: false as const }
    }),
  })
  const maps = answers.map(({ data }) => data ?? null)
  return { maps, arrived: maps.filter(map => map !== null).length, failure: answers.find(({ error }) => error)?.error ?? null }
}
