import { viridis } from '../plots/viridis.ts'

/** How values become colours: 'diverging' for differences about zero, 'viridis' for amounts. */
export type ColourScale = 'diverging' | 'viridis'

type Rgb = readonly [number, number, number]

/** Blue to vermilion at equal steps, after Okabe & Ito: told apart by colour-blind readers too. */
const DIVERGING: readonly Rgb[] = [[0, 82, 147], [64, 148, 203], [163, 203, 228], [230, 230, 230], [244, 187, 144], [226, 122, 54], [176, 66, 0]]

/** What has no value, such as a place outside the map that gives the colours. */
const NO_VALUE: Rgb = [150, 150, 150]

function diverging(place: number): Rgb {
  const at = Math.max(0, Math.min(1, place)) * (DIVERGING.length - 1)
  const below = Math.min(Math.floor(at), DIVERGING.length - 2)
  const mix = (channel: 0 | 1 | 2): number => Math.round(DIVERGING[below][channel] + (DIVERGING[below + 1][channel] - DIVERGING[below][channel]) * (at - below))
  return [mix(0), mix(1), mix(2)]
}

/** Red, green, blue, 0 … 255, of a place on a scale, 0 … 1. */
export const colourAt = (scale: ColourScale, place: number): Rgb => (scale === 'viridis' ? viridis(place) : diverging(place))

const TABLE_SIZE = 256
const tables = new Map<ColourScale, Uint8Array>()

/** [256 × 3] the scale from its low end to its high end. */
function tableOf(scale: ColourScale): Uint8Array {
  let table = tables.get(scale)
  if (!table) {
    table = Uint8Array.from(Array.from({ length: TABLE_SIZE }, (_, i) => colourAt(scale, i / (TABLE_SIZE - 1))).flat())
    tables.set(scale, table)
  }
  return table
}

/** [values × 4] red, green, blue, 255 of values between `low` and `high`; beyond them the end's colour, grey for what is not a number. */
export function coloursOf(values: Float32Array, scale: ColourScale, [low, high]: readonly [number, number]): Uint8Array {
  const table = tableOf(scale)
  const steps = (TABLE_SIZE - 1) / (high - low || 1)
  const out = new Uint8Array(4 * values.length)
  for (let i = 0; i < values.length; i++) {
    const place = Math.round((values[i] - low) * steps)
    const isNumber = place === place
    const at = 3 * Math.max(0, Math.min(TABLE_SIZE - 1, place))
    for (let channel = 0; channel < 3; channel++) out[4 * i + channel] = isNumber ? table[at + channel] : NO_VALUE[channel]
    out[4 * i + 3] = 255
  }
  return out
}
