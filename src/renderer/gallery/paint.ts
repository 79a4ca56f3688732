import type { ImageBatch } from './batches.ts'

/** Little-endian RGBA of each grey value. */
const greys = (valueOf: (grey: number) => number): Uint32Array => Uint32Array.from({ length: 256 }, (_, grey) => (0xff000000 | (valueOf(grey) * 0x010101)) >>> 0)
const UPRIGHT = greys(grey => grey)
const INVERTED = greys(grey => 255 - grey)

/** Writes image `index` of a batch into `out`, [side × side] RGBA; bright and dark exchanged where `invert`. */
export function paintImage({ side, pixels }: ImageBatch, index: number, invert: boolean, out: Uint32Array): void {
  const table = invert ? INVERTED : UPRIGHT
  const start = index * side * side
  for (let i = 0; i < side * side; i++) out[i] = table[pixels[start + i]]
}

/** Where the images of a row begin in its picture, and how wide that is, in pixels of images `side` px wide that are shown `size` px wide. */
export function picturePlaces(columns: number, images: number, tileWidth: number, size: number, side: number): { readonly width: number; readonly at: (column: number, image: number) => number } {
  const zoom = side / size
  return { width: Math.ceil(((columns - 1) * tileWidth + images * size) * zoom), at: (column, image) => Math.round(column * tileWidth * zoom) + image * side }
}
