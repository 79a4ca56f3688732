/** The theme's colour of a palette index (−1 junk) as 0…1, for what draws outside CSS; `ground` is an element of that theme. */
export function classRgb(colour: number, ground: Element = document.documentElement): readonly [number, number, number] {
  const name = colour < 0 ? '--class-0' : `--class-${(colour % 8) + 1}`
  const hex = getComputedStyle(ground).getPropertyValue(name).trim()
  const value = Number.parseInt(hex.slice(1), 16)
  return Number.isFinite(value) ? [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255] : [0.5, 0.5, 0.5]
}
