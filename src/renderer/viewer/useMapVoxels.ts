import { useEffect, useState } from 'react'
import { mapStore } from './mapVoxels.ts'
import type { ValueMap } from './surface/sampleMap.ts'

export type FetchedMap = {
  /** null until it has arrived. */
  readonly map: ValueMap | null
  readonly isLoading: boolean
  readonly failure: string | null
}

type Held = { readonly address: string; readonly version: string; readonly map: ValueMap | null; readonly failure: string | null }

/**
 * Voxels of a map by its `mapAddress`; null: none is wanted. A map that grows during a run is fetched again for every new `version` (its
 * iteration), and the one before is shown until it has arrived.
 */
export function useMapVoxels(address: string | null, version: number | string = ''): FetchedMap {
  const [held, setHeld] = useState<Held | null>(null)
  const wanted = String(version)
  useEffect(() => {
    if (address === null) return
    const abort = new AbortController()
    const hold = (map: ValueMap | null, failure: string | null): void => {
      if (!abort.signal.aborted) setHeld({ address, version: wanted, map, failure })
    }
    // What follows # stays in the page: it tells the versions apart in the store.
    mapStore.load(`${address}#${wanted}`, abort.signal).then(map => hold(map, null), (error: unknown) => hold(null, error instanceof Error ? error.message : String(error)))
    return () => abort.abort()
  }, [address, wanted])
  const isThis = held?.address === address
  const isNewest = isThis && held?.version === wanted
  return { map: isThis ? (held?.map ?? null) : null, failure: isNewest ? (held?.failure ?? null) : null, isLoading: address !== null && !isNewest }
}
