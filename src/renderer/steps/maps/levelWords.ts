import type { MapEntry, MapFacts } from '../../../preload/contract/calls/maps.ts'
import { fixed, integer } from '../../plots/numbers.ts'
import { proteinKDa, sigmasOf, volumeAt } from '../../viewer/levels.ts'

export const volumeWords = (volumeA3: number): string => `${integer(Number(volumeA3.toPrecision(3)))} Å³`

export const proteinWords = (volumeA3: number): string => `as much as ${integer(Number(proteinKDa(volumeA3).toPrecision(2)))} kDa of protein`

/** "3.2 σ, 182 000 Å³"; of a mask its own value instead of σ. */
export function levelWords(facts: MapFacts, level: number, kind: MapEntry['kind']): string {
  const at = kind === 'mask' ? fixed(level, 2) : `${fixed(sigmasOf(facts, level), 2)} σ`
  return `${at}, ${volumeWords(volumeAt(facts, level))}`
}
