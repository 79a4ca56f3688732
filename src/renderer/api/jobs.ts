import { create } from 'zustand'
import type { HostEvent, Live } from '../../preload/contract/events.ts'

type ProgressEvent = Extract<HostEvent, { type: 'progress' }>
type SortingFigures = Extract<Live, { kind: 'sorting' }>
type NetworkFigures = Extract<Live, { kind: 'network' }>

/** What has been heard of a project's job since it began. */
export type JobStory = {
  readonly job: ProgressEvent['job'] | null
  readonly progress: ProgressEvent | null
  /** Stages in the order in which they came. */
  readonly stages: readonly string[]
  readonly sorting: readonly SortingFigures[]
  readonly network: readonly NetworkFigures[]
  readonly lines: readonly { readonly level: 'log' | 'warning'; readonly text: string }[]
  readonly ended: { readonly state: string; readonly message: string | null } | null
}

export const NO_STORY: JobStory = { job: null, progress: null, stages: [], sorting: [], network: [], lines: [], ended: null }

const MOST_LINES = 500
const MOST_POINTS = 2000

function withLive(story: JobStory, live: Live): JobStory {
  if (live.kind === 'sorting') return { ...story, sorting: [...story.sorting, live].slice(-MOST_POINTS) }
  return { ...story, network: [...story.network, live].slice(-MOST_POINTS) }
}

/** The story after one more event; a job that begins after one has ended begins a new story. */
export function told(story: JobStory, event: HostEvent): JobStory {
  const fresh = story.ended && event.type !== 'ended' && event.type !== 'changed' ? NO_STORY : story
  switch (event.type) {
    case 'progress': return { ...fresh, job: event.job, progress: event, stages: fresh.stages.includes(event.stage) ? fresh.stages : [...fresh.stages, event.stage] }
    case 'live': return withLive(fresh, event.live)
    case 'line': return { ...fresh, job: event.job, lines: [...fresh.lines, { level: event.level, text: event.text }].slice(-MOST_LINES) }
    case 'ended': return { ...fresh, job: event.job, ended: { state: event.state, message: event.message } }
    case 'changed': return story
  }
}

type Jobs = { readonly stories: Readonly<Record<string, JobStory>>; readonly isConnected: boolean; hear(event: HostEvent): void; setConnected(isConnected: boolean): void }

export const useJobs = create<Jobs>(set => ({
  stories: {}, isConnected: true,
  hear: event => set(({ stories }) => ({ stories: { ...stories, [event.project]: told(stories[event.project] ?? NO_STORY, event) } })),
  setConnected: isConnected => set({ isConnected }),
}))

export const useStory = (project: string): JobStory => useJobs(({ stories }) => stories[project] ?? NO_STORY)
