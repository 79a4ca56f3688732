import type { MapFacts } from '../../preload/contract/calls/maps.ts'

/** Å³ that a kilodalton of protein takes: 1.21 Å³/Da (Matthews 1968: 0.73 cm³/g). */
const A3_PER_KDA = 1210

/** Standard deviations of the map's density that a level lies above its mean. */
export const sigmasOf = ({ mean, sigma }: Pick<MapFacts, 'mean' | 'sigma'>, level: number): number => (level - mean) / (sigma || 1)

export const levelAtSigmas = ({ mean, sigma }: Pick<MapFacts, 'mean' | 'sigma'>, sigmas: number): number => mean + sigmas * sigma

/** `to` at `x` on the curve (from, to), straight between its points, its end beyond them. `from` rises. */
function interpolate(from: readonly number[], to: readonly number[], x: number): number {
  const above = from.findIndex(value => value >= x)
  if (above <= 0) return above === 0 ? to[0] : (to.at(-1) ?? 0)
  const share = (x - from[above - 1]) / (from[above] - from[above - 1] || 1)
  return to[above - 1] + share * (to[above] - to[above - 1])
}

/** Volume that the surface at a level encloses, Å³. */
export const volumeAt = ({ enclosed, max }: Pick<MapFacts, 'enclosed' | 'max'>, level: number): number => (level >= max ? 0 : interpolate(enclosed.level, enclosed.volumeA3, level))

/** The level whose surface encloses so many Å³. */
export const levelAtVolume = ({ enclosed }: Pick<MapFacts, 'enclosed'>, volumeA3: number): number => interpolate(enclosed.volumeA3.map(volume => -volume), enclosed.level, -volumeA3)

/** Protein that fills so many Å³, kDa. */
export const proteinKDa = (volumeA3: number): number => volumeA3 / A3_PER_KDA

export const volumeFilledBy = (kDa: number): number => kDa * A3_PER_KDA
