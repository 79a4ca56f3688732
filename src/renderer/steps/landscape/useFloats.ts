import { useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { reasonOf } from '../../api/reasonOf.ts'

/** Numbers behind an address, float32; `key` as for calls, so that the same events make them stale. `null` address: not asked yet. */
export const useFloats = (key: readonly unknown[], address: string | null): UseQueryResult<Float32Array> =>
  useQuery({
    queryKey: key, enabled: address !== null,
    queryFn: async ({ signal }) => {
      const response = await fetch(address!, { signal })
      if (!response.ok) throw new Error(await reasonOf(response))
      return new Float32Array(await response.arrayBuffer())
    },
  })
