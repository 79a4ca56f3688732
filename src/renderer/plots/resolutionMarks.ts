import { sorted } from './sorted.ts'

/** Resolutions that read well, from the roundest to the least round; a power of ten lower or higher they do too. */
const ROUNDNESS: readonly (readonly number[])[] = [[1, 2, 5], [3, 4], [1.5, 2.5, 6, 8], [3.5, 7], [4.5, 9]]
/** Marks closer than this (px) would run into one another. */
const APART = 30
const POWERS = [0.1, 1, 10, 100]

/** Where an axis of spatial frequency (1/Å) bears its resolutions (Å): round numbers, the roundest first to get a place. */
export function resolutionMarks([low, high]: readonly [number, number], place: (frequency: number) => number): { readonly at: number; readonly angstrom: number }[] {
  const chosen: { at: number; angstrom: number }[] = []
  for (const tier of ROUNDNESS) {
    for (const angstrom of sorted(tier.flatMap(value => POWERS.map(power => Number((value * power).toPrecision(2)))), (a, b) => a - b)) {
      const at = 1 / angstrom
      if (at < low || at > high || chosen.some(other => Math.abs(place(other.at) - place(at)) < APART)) continue
      chosen.push({ at, angstrom })
    }
  }
  return sorted(chosen, (a, b) => a.at - b.at)
}
