import { viridis } from './viridis.ts'

/** counts[y][x] */
export type Counts = readonly (readonly number[])[]

export const mostOf = (counts: Counts): number => counts.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0)

/** Part of the greatest count (0 … 1), by the count itself or by its logarithm. */
export const heatPlace = (count: number, most: number, scale: 'linear' | 'log'): number => (scale === 'linear' ? count / (most || 1) : Math.log1p(count) / (Math.log1p(most) || 1))

/**
 * [rows·zoom × columns·zoom × 4] red, green, blue, alpha of counts[y][x], y upwards as in a plot, each count a square of `zoom` pixels.
 * Nothing is transparent, so that a single particle is told from none.
 */
export function heatPixels(counts: Counts, most: number, scale: 'linear' | 'log', zoom: number): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray<ArrayBuffer> } {
  const [rows, columns] = [counts.length, counts[0]?.length ?? 0]
  const [width, height] = [columns * zoom, rows * zoom]
  const data = new Uint8ClampedArray(4 * width * height)
  for (let py = 0; py < height; py++) {
    const row = counts[rows - 1 - Math.floor(py / zoom)]
    for (let px = 0; px < width; px++) {
      const count = row[Math.floor(px / zoom)]
      if (count === 0) continue
      data.set(viridis(heatPlace(count, most, scale)), 4 * (py * width + px))
      data[4 * (py * width + px) + 3] = 255
    }
  }
  return { width, height, data }
}
