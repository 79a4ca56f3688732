import { z } from 'zod'
import type { ColourScale } from '../../viewer/colourScales.ts'

/** What colours a surface. `spread`: ± σ of a difference; `range`: Å of local resolution; null: what the maps hold. */
export const COLOUR_CHOICE = z.object({
  by: z.enum(['class', 'difference', 'local resolution']),
  /** Name of the map that a difference is taken to. */
  reference: z.string().nullable(),
  spread: z.number().positive().nullable(),
  range: z.tuple([z.number(), z.number()]).nullable(),
})
export type ColourChoice = z.infer<typeof COLOUR_CHOICE>

/** What the colours of a scale mean, for the bar beside the views and for pictures. */
export type ColourKey = { readonly title: string; readonly scale: ColourScale; readonly low: number; readonly high: number; readonly unit: string }

/** Voxels that are looked at to find a range. */
const LOOKED_AT = 100_000

/** Values between which nine tenths of those lie whose voxel is inside, in whole or half Å; null where none is. `inside` has the size of `values`: above 0.5 is inside. */
export function usualRange(values: Float32Array, inside: Float32Array): readonly [number, number] | null {
  const step = Math.max(1, Math.floor(values.length / LOOKED_AT) | 1), found: number[] = []
  for (let i = 0; i < values.length; i += step) if (inside[i] > 0.5 && Number.isFinite(values[i])) found.push(values[i])
  if (found.length === 0) return null
  found.sort((a, b) => a - b)
  const at = (share: number): number => found[Math.min(found.length - 1, Math.floor(share * found.length))]
  const low = Math.floor(2 * at(0.05)) / 2, high = Math.ceil(2 * at(0.95)) / 2
  return high > low ? [low, high] : [low, low + 0.5]
}

const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]

/** The next round number. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const decade = 10 ** Math.floor(Math.log10(value))
  return Number((decade * ROUND.find(step => step * decade >= value * (1 - 1e-9))!).toPrecision(2))
}

/** Standard deviations of a difference that its scale reaches. */
const SPREAD = 3

/** ± σ of the maps that shows their differences: `sigma` of each difference, in its map's own σ. */
export const usualSpread = (sigmas: readonly number[]): number => roundUp(SPREAD * Math.max(0, ...sigmas))

/** The choice as one word for a list, and back. */
export const choiceWord = ({ by, reference }: ColourChoice): string => (by === 'difference' ? `difference ${reference}` : by)

export function choiceOf(word: string): ColourChoice {
  const by = COLOUR_CHOICE.shape.by.parse(word.startsWith('difference ') ? 'difference' : word)
  return { by, reference: by === 'difference' ? word.slice('difference '.length) : null, spread: null, range: null }
}
