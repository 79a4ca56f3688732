import { useQueries } from '@tanstack/react-query'
import type { UseQueryOptions } from '@tanstack/react-query'
import { mapAddress } from '../../../preload/contract/addresses.ts'
import type { MapEntry, MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { mapStore } from '../../viewer/mapVoxels.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'

/** Side of what is shown first of a large map, voxels: it is there in a fraction of the time, and coarse only when seen from near. */
export const REDUCED_BOX = 96

/** A map on its way: figures, then voxels at reduced sampling, then all of them. */
export type ArrivingMap = {
  readonly entry: MapEntry
  readonly facts: MapFacts | null
  readonly map: ValueMap | null
  readonly isWhole: boolean
  readonly failure: Error | null
}

/** Voxels are large: what nobody looks at any more is left to the store of maps. */
const KEPT_MS = 1000

type Wanted = { readonly project: Project; readonly entry: MapEntry; /** Tells the maps of one run from those of the next under the same names. */ readonly version: string }

const isLarge = ({ box }: MapEntry): boolean => box > REDUCED_BOX

function factsQuery({ project, entry: { name } }: Wanted, enabled = true): UseQueryOptions<MapFacts> {
  const input = { project: project.id, name }
  return { queryKey: ['maps.facts', input], queryFn: ({ signal }) => callHost('maps.facts', input, signal), enabled }
}

function voxelQuery({ project, entry, version }: Wanted, box: number | undefined, enabled: boolean): UseQueryOptions<ValueMap> {
  const address = `${mapAddress(project.id, entry.name, box)}#${version}`
  return { queryKey: ['voxels', address], queryFn: ({ signal }) => mapStore.load(address, signal), enabled, retry: false, gcTime: KEPT_MS, structuralSharing: false }
}

/** The maps as far as they have come. */
export function useMaps(project: Project, entries: readonly MapEntry[], version: string): ArrivingMap[] {
  const wanted = entries.map(entry => ({ project, entry, version }))
  const facts = useQueries({ queries: wanted.map(one => factsQuery(one)) })
  const reduced = useQueries({ queries: wanted.map(one => voxelQuery(one, REDUCED_BOX, isLarge(one.entry))) })
  const whole = useQueries({ queries: wanted.map((one, i) => voxelQuery(one, undefined, !isLarge(one.entry) || !reduced[i].isPending)) })
  return entries.map((entry, i) => ({
    entry, facts: facts[i].data ?? null,
    map: whole[i].data ?? reduced[i].data ?? null, isWhole: whole[i].data !== undefined,
    failure: facts[i].error ?? whole[i].error ?? null,
  }))
}

/** Fetches what the first picture of maps needs before anybody asks for them, once `enabled`. */
export function useMapsAhead(project: Project, entries: readonly MapEntry[], version: string, enabled: boolean): void {
  const wanted = entries.map(entry => ({ project, entry, version }))
  useQueries({ queries: wanted.map(one => factsQuery(one, enabled)) })
  useQueries({ queries: wanted.map(one => voxelQuery(one, isLarge(one.entry) ? REDUCED_BOX : undefined, enabled)) })
}
