import type { Span } from '../plots/axis.ts'
import { viridis } from '../plots/viridis.ts'
import { classRgb } from '../ui/classRgb.ts'

/** Colours that points are told apart by; the first, number 0, is for those without a value. */
const COLOURS = 256

/** A colour for each point, as a number from 0 to 255, and the colours as they are on a ground, [256 × 4] red, green, blue, 255. */
export type Colouring = { readonly indices: Uint8Array; readonly palette: (ground: Element) => Uint8Array }

type Rgb = readonly [number, number, number]

const NO_VALUE: Rgb = [140, 140, 140]

function paletteOf(colourAt: (index: number) => Rgb): Uint8Array {
  const out = new Uint8Array(4 * COLOURS)
  for (let index = 0; index < COLOURS; index++) out.set([...(index === 0 ? NO_VALUE : colourAt(index - 1)), 255], 4 * index)
  return out
}

/** A colour of its own for each category; beyond 255 categories the numbers repeat. */
export function categoryIndices(values: Float32Array): Uint8Array {
  const out = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) out[i] = values[i] >= 0 ? 1 + ((values[i] | 0) % (COLOURS - 1)) : 0
  return out
}

/** Colours of categories by palette index (−1 is junk's grey); a category that has none takes the next of the palette's eight. */
export const categoryPalette = (colours: ReadonlyMap<number, number>) => (ground: Element): Uint8Array =>
  paletteOf(category => classRgb(colours.get(category) ?? category, ground).map(part => Math.round(255 * part)) as unknown as Rgb)

/** Steps of the scale from `low` to `high`; beyond them the end's colour. */
export function scaleIndices(values: Float32Array, [low, high]: Span): Uint8Array {
  const out = new Uint8Array(values.length)
  const steps = (COLOURS - 2) / (high - low || 1)
  for (let i = 0; i < values.length; i++) {
    const step = (values[i] - low) * steps
    out[i] = step === step ? 1 + Math.max(0, Math.min(COLOURS - 2, step + 0.5)) : 0
  }
  return out
}

/** The part of viridis that stands out from white as well as from black, so that a saved picture has the colours of the screen. */
const SCALE: Span = [0.12, 0.92]

/** Colour of a place on the scale, 0 … 1. */
export const scaleColour = (place: number): Rgb => viridis(SCALE[0] + place * (SCALE[1] - SCALE[0]))

export const scalePalette = (): Uint8Array => paletteOf(step => scaleColour(step / (COLOURS - 2)))

/** Most values that are sorted to find percentiles; of more, every so-manieth is taken. */
const SAMPLE = 20_000

/** Values below which the given parts of the finite ones lie; null where there is none. */
export function percentiles(values: Float32Array, low: number, high: number): Span | null {
  const every = Math.max(1, Math.floor(values.length / SAMPLE))
  const sample = new Float32Array(Math.ceil(values.length / every))
  let count = 0
  for (let i = 0; i < values.length; i += every) if (Number.isFinite(values[i])) sample[count++] = values[i]
  if (count === 0) return null
  const ordered = sample.subarray(0, count)
  ordered.sort()
  const at = (part: number): number => ordered[Math.round(part * (count - 1))]
  return [at(low), at(high)]
}
