import { useCallback, useState } from 'react'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import { useChange } from '../../api/queries.ts'
import type { RowsOf } from '../../gallery/useBatches.ts'

export type Suggested = {
  /** The most telling first; null: nothing is suggested now. */
  readonly rows: readonly number[] | null
  readonly rowsOf: RowsOf
  readonly isAsking: boolean
  readonly error: Error | null
  ask(): void
  leave(): void
}

/** Particles whose labels would teach the most, for as long as they are what is shown. */
export function useSuggested(project: string, set: LabelSet | null): Suggested {
  const [rows, setRows] = useState<readonly number[] | null>(null)
  const { mutate, isPending, error } = useChange('teach.suggest', setRows)
  const rowsOf = useCallback<RowsOf>(async (offset, wanted) => {
    const batch = rows?.slice(offset, offset + wanted) ?? []
    return { rows: batch, values: batch.map(() => []) }
  }, [rows])
  return { rows, rowsOf, isAsking: isPending, error, ask: () => { if (set) mutate({ project, set: set.id }) }, leave: () => setRows(null) }
}
