import { useQueries, useQueryClient } from '@tanstack/react-query'
import type { FetchQueryOptions } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
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

/** Tells maps from others that had the same name: when the run was started, and when the list of maps was asked for, which a new mask or check changes. */
export type MapsVersion = { readonly run: string; readonly listed: number }

type Wanted = { readonly project: Project; readonly entry: MapEntry; readonly version: MapsVersion }

/** What the run has written lies in the project's own folder. */
const isOfRun = ({ name }: MapEntry): boolean => !name.includes('/')

const isLarge = ({ box }: MapEntry): boolean => box > REDUCED_BOX

function factsQuery({ project, entry: { name } }: Wanted): FetchQueryOptions<MapFacts> {
  const input = { project: project.id, name }
  return { queryKey: ['maps.facts', input], queryFn: ({ signal }) => callHost('maps.facts', input, signal) }
}

function voxelQuery({ project, entry, version }: Wanted, box?: number): FetchQueryOptions<ValueMap> {
  const address = `${mapAddress(project.id, entry.name, box)}#${version.run}${isOfRun(entry) ? '' : ` ${version.listed}`}`
  return { queryKey: ['voxels', address], queryFn: ({ signal }) => mapStore.load(address, signal), retry: false, gcTime: KEPT_MS, structuralSharing: false }
}

/** The maps as far as they have come. All voxels of a map are fetched once `mayBeWhole` has nothing against it: they would overtake its first picture. */
export function useMaps(project: Project, entries: readonly MapEntry[], version: MapsVersion, mayBeWhole: (name: string) => boolean = () => true): ArrivingMap[] {
  const wanted = entries.map(entry => ({ project, entry, version }))
  const facts = useQueries({ queries: wanted.map(factsQuery) })
  const reduced = useQueries({ queries: wanted.map(one => ({ ...voxelQuery(one, REDUCED_BOX), enabled: isLarge(one.entry) })) })
  const whole = useQueries({ queries: wanted.map((one, i) => ({ ...voxelQuery(one), enabled: !isLarge(one.entry) || (!reduced[i].isPending && (mayBeWhole(one.entry.name) || reduced[i].isError)) })) })
  return entries.map((entry, i) => ({
    entry, facts: facts[i].data ?? null,
    map: whole[i].data ?? reduced[i].data ?? null, isWhole: whole[i].data !== undefined,
    failure: facts[i].error ?? whole[i].error ?? null,
  }))
}

/**
 * Fetches what the first picture of maps needs before anybody asks for them, once `enabled`: one after the other, so that a map that is
 * chosen meanwhile waits for one at most.
 */
export function useMapsAhead(project: Project, entries: readonly MapEntry[], version: MapsVersion, enabled: boolean): void {
  const client = useQueryClient()
  const latest = useRef<readonly Wanted[]>([])
  latest.current = entries.map(entry => ({ project, entry, version }))
  const names = entries.map(({ name }) => name).join('\n'), { run } = version
  useEffect(() => {
    let goesOn = enabled
    const fetchAll = async (): Promise<void> => {
      for (const wanted of latest.current) {
        if (!goesOn) return
        await Promise.all([client.prefetchQuery(factsQuery(wanted)), client.prefetchQuery(voxelQuery(wanted, isLarge(wanted.entry) ? REDUCED_BOX : undefined))])
      }
    }
    void fetchAll()
    return () => {
      goesOn = false
    }
  }, [client, names, run, enabled])
}
