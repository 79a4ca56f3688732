/** A scale bar: a round length and how long it is on the screen. */
export type ScaleBarLength = { readonly angstrom: number; readonly pixels: number; readonly label: string }

const ROUND = [1, 2, 5]
/** The longest a bar gets: this share of the view's width, and so many CSS pixels. */
const LONGEST = { share: 0.3, pixels: 160 }

/** Longest bar in a view of this width, CSS pixels. */
export const longestBar = (width: number): number => Math.min(LONGEST.pixels, LONGEST.share * width)

/** The longest round bar (1, 2 or 5 times a power of ten) of at most `mostPixels`, where a pixel shows `angstromPerPixel`. */
export function scaleBarOf(angstromPerPixel: number, mostPixels: number): ScaleBarLength {
  const most = angstromPerPixel * mostPixels
  const decade = 10 ** Math.floor(Math.log10(most))
  const angstrom = decade * (ROUND.findLast(step => step * decade <= most) ?? 1)
  return { angstrom, pixels: angstrom / angstromPerPixel, label: angstrom >= 10_000 ? `${angstrom / 10_000} µm` : `${Number(angstrom.toPrecision(1))} Å` }
}
