import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { z } from 'zod'
import { labelsAddress } from '../../../preload/contract/addresses.ts'
import { UNLABELLED } from '../../../preload/contract/calls/labels.ts'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { useCall } from '../../api/queries.ts'
import { reasonOf } from '../../api/reasonOf.ts'
import { useSaved } from '../../api/saved.ts'

/** The labels of a project and ways to give them; where there is no set yet, the first label makes one. */
export type Labelling = {
  /** Null while they are read. */
  readonly sets: readonly LabelSet[] | null
  /** The set that labels go to; null where there is none. */
  readonly current: LabelSet | null
  /** Why there are no sets. */
  readonly error: Error | null
  choose(set: number): void
  create(name: string): Promise<LabelSet>
  /** Rows of the input, from 0; 0 is junk, null takes labels off. Rejects with what the host says. */
  apply(rows: readonly number[], label: number | null): Promise<void>
  step(direction: 'undo' | 'redo'): Promise<void>
}

/** Most that one label is given to at once. */
export const MOST_LABELLED = 200_000
/** Name of the set that is made when somebody labels without one. */
const FIRST_NAME = 'Labels'

const setsKey = (project: string): unknown[] => ['labels.sets', { project }]
const labelsKey = (project: string, set: number): unknown[] => ['labels.array', { project, set }]

/** What was just done is seen at once; the host's own word follows with its event. */
function remember(client: QueryClient, project: string, set: LabelSet, rows: readonly number[] = [], label: number | null = null): void {
  client.setQueryData<readonly LabelSet[]>(setsKey(project), (sets = []) => (sets.some(({ id }) => id === set.id) ? sets.map(one => (one.id === set.id ? set : one)) : [...sets, set]))
  if (rows.length === 0) return
  client.setQueryData<Int8Array>(labelsKey(project, set.id), labels => {
    const after = labels?.slice()
    for (const row of after ? rows : []) after![row] = label ?? UNLABELLED
    return after
  })
}

/** The one that was chosen, or the newest. */
const currentOf = (sets: readonly LabelSet[] | undefined, chosen: number): LabelSet | null => sets?.find(({ id }) => id === chosen) ?? sets?.at(-1) ?? null

export function useLabelling(project: Project): Labelling {
  const { id } = project, client = useQueryClient()
  const asked = useCall('labels.sets', { project: id })
  const [chosen, choose] = useSaved(project, 'teach.set', z.int(), 0)
  // One after the other: keys may come faster than answers.
  const { mutateAsync } = useMutation({ mutationFn: (change: () => Promise<void>) => change(), scope: { id: `labels of ${id}` } })
  const create = useCallback(async (name: string) => {
    const set = await callHost('labels.create', { project: id, name })
    remember(client, id, set)
    choose(set.id)
    return set
  }, [client, id, choose])
  // As it is when its turn comes: the change before may have made the first set.
  const currentId = useCallback(() => currentOf(client.getQueryData(setsKey(id)), chosen)?.id ?? null, [client, id, chosen])
  const apply = useCallback((rows: readonly number[], label: number | null) => mutateAsync(async () => {
    if (rows.length > MOST_LABELLED) throw new RangeError(`${rows.length} particles are chosen; at most ${MOST_LABELLED} can be labelled at once`)
    const set = currentId() ?? (await create(FIRST_NAME)).id
    remember(client, id, await callHost('labels.apply', { project: id, set, rows: [...rows], label }), rows, label)
  }), [client, id, currentId, create, mutateAsync])
  const step = useCallback((direction: 'undo' | 'redo') => mutateAsync(async () => {
    const set = currentId()
    if (set !== null) remember(client, id, await callHost(`labels.${direction}`, { project: id, set }))
  }), [client, id, currentId, mutateAsync])
  return { sets: asked.data ?? null, current: currentOf(asked.data, chosen), error: asked.error, choose, create, apply, step }
}

/** Labels of a set, [particles], −1 for none; null while they are fetched. Another array whenever one of them is another. */
export function useLabels(project: string, set: number | null): Int8Array | null {
  const { data } = useQuery({
    queryKey: labelsKey(project, set ?? 0), enabled: set !== null, structuralSharing: false,
    queryFn: async ({ signal }) => {
      const response = await fetch(labelsAddress(project, set!), { signal, cache: 'no-store' })
      if (!response.ok) throw new Error(await reasonOf(response))
      return new Int8Array(await response.arrayBuffer())
    },
  })
  return set === null ? null : data ?? null
}
