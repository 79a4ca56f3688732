/** van der Walt & Smith's viridis at equal steps: even in lightness, and safe for colour-blind readers. */
const STOPS: readonly (readonly [number, number, number])[] = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37]]

/** Colour (red, green, blue, 0 … 255) of a place between 0 and 1. */
export function viridis(place: number): readonly [number, number, number] {
  const at = Math.max(0, Math.min(1, place)) * (STOPS.length - 1)
  const below = Math.min(Math.floor(at), STOPS.length - 2)
  const mix = (channel: 0 | 1 | 2): number => Math.round(STOPS[below][channel] + (STOPS[below + 1][channel] - STOPS[below][channel]) * (at - below))
  return [mix(0), mix(1), mix(2)]
}

export const viridisText = (place: number): string => `rgb(${viridis(place).join(', ')})`
