import { useQueries, useQueryClient } from '@tanstack/react-query'
import type { UseQueryOptions } from '@tanstack/react-query'
import { differenceOf } from '../../viewer/difference.ts'
import type { Difference } from '../../viewer/difference.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { REDUCED_BOX } from './useMaps.ts'
import type { ArrivingMap } from './useMaps.ts'

type Sampled = { readonly name: string; readonly map: ValueMap }
export type DifferenceResult = { readonly difference: Difference | null; readonly failure: Error | null }

const KEPT_MS = 30_000

const sampled = ({ entry, map }: ArrivingMap): Sampled | null => map && { name: entry.name, map }
const isAlike = (a: Sampled, b: Sampled | null): b is Sampled => b !== null && a.map.box === b.map.box

/** Each map less the reference, scaled to each other inside the mask; at reduced sampling until all of them are there whole. */
export function useDifferences(maps: readonly ArrivingMap[], reference: ArrivingMap | null, mask: ArrivingMap | null, run: string): DifferenceResult[] {
  const client = useQueryClient()
  const to = reference && sampled(reference), inside = mask && sampled(mask)
  const keyOf = (name: string, box: number): readonly unknown[] => ['difference', name, to?.name, inside?.name, box, run]
  const results = useQueries({
    queries: maps.map((map): UseQueryOptions<Difference> => {
      const from = sampled(map)
      const isReady = from !== null && isAlike(from, to) && (mask === null || isAlike(from, inside)) && from.name !== to.name
      return {
        queryKey: keyOf(map.entry.name, from?.map.box ?? 0), enabled: isReady, retry: false, gcTime: KEPT_MS, structuralSharing: false,
        queryFn: ({ signal }) => differenceOf(from!.map, to!.map, { signal, ...(inside && { inside: inside.map.voxels }) }),
      }
    }),
  })
  return results.map(({ data, error }, i) => ({ difference: data ?? client.getQueryData<Difference>(keyOf(maps[i].entry.name, REDUCED_BOX)) ?? null, failure: error }))
}
