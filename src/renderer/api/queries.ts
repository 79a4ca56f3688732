import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { CallInput, CallName, CallOutput } from '../../preload/contract/calls.ts'
import type { HostEvent } from '../../preload/contract/events.ts'
import type { Project } from '../../preload/contract/calls/projects.ts'
import { callHost, CallFailed } from './callHost.ts'
import { listenToHost } from './hostEvents.ts'
import { useJobs } from './jobs.ts'

/** An answer of the host, kept until an event says that it may have changed. `null` input: not asked yet. */
export const useCall = <Name extends CallName>(name: Name, input: CallInput<Name> | null, enabled = true): UseQueryResult<CallOutput<Name>> =>
  useQuery({ queryKey: [name, input], queryFn: ({ signal }) => callHost(name, input as CallInput<Name>, signal), enabled })

/** A call that changes something. `then` sees the answer, with the cache at hand. */
export function useChange<Name extends CallName>(name: Name, then?: (answer: CallOutput<Name>, client: QueryClient) => void): UseMutationResult<CallOutput<Name>, Error, CallInput<Name>> {
  const client = useQueryClient()
  return useMutation({ mutationFn: (input: CallInput<Name>) => callHost(name, input), onSuccess: answer => then?.(answer, client) })
}

/** An open project by its folder: opened with the first question, only read again when the host says that it has changed. */
export function useProject(folder: string): UseQueryResult<Project> {
  const client = useQueryClient(), queryKey = ['project', folder]
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<Project>(queryKey)
      try {
        if (known) return await callHost('project.get', { project: known.id }, signal)
      } catch (error) {
        // A host that was started again does not know the id: the folder tells.
        if (!(error instanceof CallFailed && error.kind === 'missing')) throw error
      }
      return callHost('project.open', { folder }, signal)
    },
  })
}

/** Calls whose answers an event makes stale. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  project: ['project', 'recent', 'run', 'check', 'maps', 'edits', 'labels', 'teach', 'particles', 'landscape', 'variance'], check: ['project', 'check', 'maps', 'particles'], edits: ['edits', 'particles'], labels: ['labels', 'particles'], maps: ['maps'], view: [], landscape: ['landscape'],
}

function refresh(client: QueryClient, event: HostEvent): void {
  const words = event.type === 'changed' ? STALE[event.what] : event.type === 'ended' ? STALE['project'] : event.type === 'live' && event.live.kind === 'sorting' ? STALE['maps'] : []
  if (words.length > 0) void client.invalidateQueries({ predicate: ({ queryKey }) => words.includes(String(queryKey[0]).split('.')[0]) })
}

/** Follows the host's events for as long as the page is there. */
export function useHostEvents(): void {
  const client = useQueryClient()
  const { hear, setConnected } = useJobs.getState()
  useEffect(() => {
    const stop = new AbortController()
    void listenToHost(stop.signal, event => {
      hear(event)
      refresh(client, event)
    }, isUp => {
      // What was missed while the stream was down is unknown: everything is asked again.
      if (isUp && !useJobs.getState().isConnected) void client.invalidateQueries()
      setConnected(isUp)
    })
    return () => stop.abort()
  }, [client, hear, setConnected])
}
