import { encode } from 'fast-png'
import type { Plane } from './planes.ts'

/** Largest side of a picture in the report, px: finer ones would only make the file large. */
const LARGEST = 224

export type Range = { readonly low: number; readonly high: number }

/** Averages whole pixels until the plane fits into the report. */
export function reduced(plane: Plane): Plane {
  const factor = Math.ceil(plane.size / LARGEST)
  if (factor === 1) return plane
  const size = Math.floor(plane.size / factor)
  const data = new Float32Array(size * size)
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    let sum = 0
    for (let j = 0; j < factor; j += 1) for (let i = 0; i < factor; i += 1) sum += plane.data[(y * factor + j) * plane.size + x * factor + i]
    data[y * size + x] = sum / factor ** 2
  }
  return { size, pixelSize: plane.pixelSize * factor, data }
}

type Rgb = readonly [number, number, number]

const grey = (t: number): Rgb => [255 * t, 255 * t, 255 * t]

/** Blue below, white at, orange above the middle: told apart by every kind of colour vision. */
const LESS: Rgb = [0, 90, 160]
const MORE: Rgb = [205, 90, 0]
const diverging = (t: number): Rgb => {
  const towards = t < 0.5 ? LESS : MORE
  const amount = Math.abs(2 * t - 1)
  return [0, 1, 2].map(channel => 255 + amount * (towards[channel] - 255)) as unknown as Rgb
}

/** A PNG as a data: address; values at or below `low` get the first colour, at or above `high` the last. Rows are turned so that the axis points up. */
function picture(plane: Plane, { low, high }: Range, colour: (t: number) => Rgb, channels: 1 | 3): string {
  const { size, data } = plane
  const pixels = new Uint8Array(size * size * channels)
  const span = high - low || 1
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) {
    const value = colour(Math.min(1, Math.max(0, (data[y * size + x] - low) / span)))
    for (let channel = 0; channel < channels; channel += 1) pixels[((size - 1 - y) * size + x) * channels + channel] = Math.round(value[channel])
  }
  const png = encode({ width: size, height: size, data: pixels, channels, depth: 8 })
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
}

/** Density: black is `low`, white is `high`. */
export const greyPicture = (plane: Plane, range: Range): string => picture(plane, range, grey, 1)

/** Differences: blue is −`most`, white 0, orange +`most`. */
export const differencePicture = (plane: Plane, most: number): string => picture(plane, { low: -most, high: most }, diverging, 3)
