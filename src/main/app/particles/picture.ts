import type { ImageKind } from '../../../preload/contract/addresses.ts'
import type { CtfParameters } from '../../../preload/contract/records.ts'

/** One particle to be drawn. */
export type Pictured = {
  readonly row: number
  readonly path: string
  /** Section of the stack, from 0; null: the file is the particle's own map, seen along z. */
  readonly slice: number | null
  readonly box: number
  /** Å. */
  readonly pixelSize: number
  /** 9 numbers, object → view (for a map: into the common frame), and px by which translating centres the particle: x, y and, for a map, z. */
  readonly rotation: readonly number[]
  readonly shift: readonly number[]
  readonly ctf: CtfParameters | null
  /** Map that a projection is made of. */
  readonly map: string | null
}

export type PictureRequest = {
  readonly particles: readonly Pictured[]
  /** px a side. */
  readonly size: number
  readonly kind: ImageKind
  readonly lowpassA: number | null
  /** Sign of the protein's density in the images under their CTF. */
  readonly sign: 1 | -1
}

export type Pictures = {
  /** [particles × size × size], 0 everywhere where one failed. */
  readonly pixels: Uint8Array<ArrayBuffer>
  readonly failed: readonly { readonly row: number; readonly reason: string }[]
}

/** Standard deviations from the mean that become black and white. */
const SPREAD = 3

/** Stretches an image from its mean − 3 σ … mean + 3 σ over 0 … 255, into `out` from `at`; a flat image is grey. */
export function stretch(image: Float32Array, out: Uint8Array, at: number): void {
  let sum = 0, squares = 0
  for (let i = 0; i < image.length; i++) sum += image[i]
  const mean = sum / image.length
  for (let i = 0; i < image.length; i++) squares += (image[i] - mean) ** 2
  const sigma = Math.sqrt(squares / image.length), perUnit = sigma > 0 ? 255 / (2 * SPREAD * sigma) : 0
  for (let i = 0; i < image.length; i++) out[at + i] = Math.min(255, Math.max(0, Math.round(127.5 + (image[i] - mean) * perUnit)))
}
