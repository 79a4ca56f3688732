import { z } from 'zod'
import type { MapEntry, MapFacts } from '../../../preload/contract/calls/maps.ts'
import { levelAtSigmas, levelAtVolume, sigmasOf, volumeAt } from '../../viewer/levels.ts'

/**
 * At which density surfaces lie: at the same number of standard deviations in all maps, round the same volume, or each at its own.
 * `value` is in σ or Å³, null: as suggested; `own` in σ by name of the map.
 */
export const LEVEL_CHOICE = z.object({ by: z.enum(['sigma', 'volume', 'own']), value: z.number().nullable(), own: z.record(z.string(), z.number()) })
export type LevelChoice = z.infer<typeof LEVEL_CHOICE>

export type MeasuredMap = { readonly entry: Pick<MapEntry, 'name' | 'kind'>; readonly facts: MapFacts }

/** Of a mask or a variance neither σ nor volume can be compared with a density's. */
const isDensity = ({ entry: { kind } }: MeasuredMap): boolean => kind !== 'mask' && kind !== 'variance' && kind !== 'component'

/** Whether a map follows the level that others have. */
export const isShared = (choice: LevelChoice, map: MeasuredMap): boolean => choice.by !== 'own' && isDensity(map)

const measure = (by: 'sigma' | 'volume', facts: MapFacts, level: number): number => (by === 'sigma' ? sigmasOf(facts, level) : volumeAt(facts, level))

/** σ or Å³ that all maps share: what was chosen, or what suits the first of them. */
export function sharedValue({ by, value }: LevelChoice, maps: readonly MeasuredMap[]): number {
  const first = maps.find(isDensity)
  return value ?? (first && by !== 'own' ? measure(by, first.facts, first.facts.suggestedLevel) : 0)
}

/** Density of each map's surface, in the order of the maps. */
export function levelsOf(choice: LevelChoice, maps: readonly MeasuredMap[]): number[] {
  const value = sharedValue(choice, maps)
  return maps.map(map => {
    const { entry, facts } = map
    if (isShared(choice, map)) return choice.by === 'sigma' ? levelAtSigmas(facts, value) : levelAtVolume(facts, value)
    const sigmas = choice.own[entry.name]
    return sigmas === undefined ? facts.suggestedLevel : levelAtSigmas(facts, sigmas)
  })
}

/** The choice under which this map's surface lies at `level`. */
export function withLevel(choice: LevelChoice, map: MeasuredMap, level: number): LevelChoice {
  if (choice.by !== 'own' && isDensity(map)) return { ...choice, value: measure(choice.by, map.facts, level) }
  return { ...choice, own: { ...choice.own, [map.entry.name]: sigmasOf(map.facts, level) } }
}

/** Another way of choosing, under which the first map stays as it is; with levels of their own all of them do. */
export function withWay(choice: LevelChoice, maps: readonly MeasuredMap[], by: LevelChoice['by']): LevelChoice {
  const levels = levelsOf(choice, maps), first = maps.findIndex(isDensity)
  if (by === 'own') return { by, value: null, own: { ...choice.own, ...Object.fromEntries(maps.map(({ entry, facts }, i) => [entry.name, sigmasOf(facts, levels[i])])) } }
  return { ...choice, by, value: first < 0 ? null : measure(by, maps[first].facts, levels[first]) }
}

/** What a level slider reaches: σ from the mean to the greatest density; volumes by their logarithm, down to a thousandth of what lies above the mean. */
export function sliderRange(by: 'sigma' | 'volume', maps: readonly MeasuredMap[]): readonly [number, number] {
  const most = (values: readonly number[]): number => Math.max(0, ...values)
  if (by === 'sigma') return [0, Math.max(1, Math.floor(10 * most(maps.map(({ facts }) => sigmasOf(facts, facts.max)))) / 10)]
  const volume = Math.log10(Math.max(1, most(maps.map(({ facts }) => volumeAt(facts, facts.mean)))))
  return [volume - 3, volume]
}
