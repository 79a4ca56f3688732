import { useSyncExternalStore } from 'react'
import { STEPS } from '../../preload/contract/calls/projects.ts'
import type { StepName } from '../../preload/contract/calls/projects.ts'

/** Where the window is: the start page, or a step of a project; null step: where the project was left. It stands in the address, so that a page that is loaded again is where it was. */
export type Place = { readonly folder: string | null; readonly step: StepName | null }

const isStep = (word: string | undefined): word is StepName => STEPS.includes(word as StepName)

export function placeOf(hash: string): Place {
  const [, kind, folder, step] = hash.split('/')
  if (kind !== 'project' || !folder) return { folder: null, step: null }
  return { folder: decodeURIComponent(folder), step: isStep(step) ? step : null }
}

export const hashOf = ({ folder, step }: Place): string => (folder === null ? '#/' : `#/project/${encodeURIComponent(folder)}${step ? `/${step}` : ''}`)

export function goTo(place: Place): void {
  location.hash = hashOf(place)
}

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** What stands behind # in the address, as it is now. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)

export const usePlace = (): Place => placeOf(useHash())
