import { halfFloat } from './halfFloat.ts'

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** How the voxels of one file are stored. */
export type PixelCoding = { readonly mode: number; readonly littleEndian: boolean; readonly unsignedBytes: boolean }

let halfFloats: Float32Array | null = null

/** 65,536 entries are quicker than arithmetic for every pixel. */
function halfFloatTable(): Float32Array {
  halfFloats ??= Float32Array.from({ length: 65536 }, (_, bits) => halfFloat(bits))
  return halfFloats
}

/** True where the stored bytes are the Float32Array itself. */
export const isNative = (coding: PixelCoding): boolean => coding.mode === 2 && coding.littleEndian === HOST_IS_LITTLE

/** Decodes `count` voxels of mode 0, 1, 2, 6 or 12 from the start of `bytes` into `out` from `at`. */
export function decodePixels(coding: PixelCoding, bytes: Uint8Array, count: number, out: Float32Array, at = 0): void {
  const { mode, littleEndian } = coding
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isNative(coding)) {
    new Uint8Array(out.buffer, out.byteOffset + at * 4, count * 4).set(bytes.subarray(0, count * 4))
  } else if (mode === 0 && coding.unsignedBytes) {
    for (let i = 0; i < count; i++) out[at + i] = bytes[i]
  } else if (mode === 0) {
    for (let i = 0; i < count; i++) out[at + i] = (bytes[i] << 24) >> 24
  } else if (mode === 1) {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt16(2 * i, littleEndian)
  } else if (mode === 2) {
    for (let i = 0; i < count; i++) out[at + i] = view.getFloat32(4 * i, littleEndian)
  } else if (mode === 6) {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint16(2 * i, littleEndian)
  } else if (mode === 12) {
    const table = halfFloatTable()
    for (let i = 0; i < count; i++) out[at + i] = table[view.getUint16(2 * i, littleEndian)]
  } else {
    throw new RangeError(`MRC mode ${mode} has no pixels to decode`)
  }
}

/** Index of the first value that is NaN or infinite, or -1. */
export function firstNotFinite(values: Float32Array): number {
  let sum = 0 // single-precision values cannot overflow it
  for (let i = 0; i < values.length; i++) sum += values[i]
  return Number.isFinite(sum) ? -1 : values.findIndex(value => !Number.isFinite(value))
}

/** Running minimum, maximum, mean and standard deviation for an MRC header. */
export class PixelStatistics {
  #count = 0
  #min = Infinity
  #max = -Infinity
  #first = 0
  #sum = 0
  #squares = 0

  add(values: Float32Array): void {
    if (this.#count === 0 && values.length > 0) this.#first = values[0]
    // In locals: a private field written for every pixel takes three times as long.
    let min = this.#min, max = this.#max, sum = this.#sum, squares = this.#squares
    const first = this.#first
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value < min) min = value
      if (value > max) max = value
      const offset = value - first // keeps the difference of squares exact far from zero
      sum += offset
      squares += offset * offset
    }
    ;[this.#min, this.#max, this.#sum, this.#squares] = [min, max, sum, squares]
    this.#count += values.length
  }

  get header(): { dmin: number; dmax: number; dmean: number; rms: number } {
    const mean = this.#sum / this.#count
    return { dmin: this.#min, dmax: this.#max, dmean: this.#first + mean, rms: Math.sqrt(Math.max(0, this.#squares / this.#count - mean * mean)) }
  }
}
