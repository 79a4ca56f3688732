import { readFileSync } from 'node:fs'
import { resourcePath } from './resources.ts'

/** Byte offset into the kernels' memory. */
export type Pointer = number

/** The functions of kernels/index.ts; see there for what each computes. */
type Exports = {
  prepare(count: number, kx: Pointer, ky: Pointer, shell: Pointer, image: Pointer, ctf: Pointer, shellWeight: Pointer, contrast: number, phaseX: Pointer, phaseY: Pointer, weighted: Pointer, power: Pointer): void
  project(count: number, kx: Pointer, ky: Pointer, rotation: Pointer, volume: Pointer, width: number, centre: number, stride: number, slice: Pointer): void
  subtract(count: number, weighted: Pointer, power: Pointer, slice: Pointer, stride: number): void
  score(count: number, weighted: Pointer, power: Pointer, slice: Pointer, stride: number, channels: number, linear: Pointer, energy: Pointer): void
  gram(count: number, power: Pointer, slice: Pointer, stride: number, channels: number, out: Pointer): void
  insert(count: number, kx: Pointer, ky: Pointer, rotation: Pointer, weighted: Pointer, power: Pointer, q: number, accumulator: Pointer, width: number, centre: number, stride: number): void
  insertMany(count: number, kx: Pointer, ky: Pointer, rotation: Pointer, weighted: Pointer, power: Pointer, numerators: Pointer, complexChannels: number, denominators: Pointer, realChannels: number, value: Pointer, accumulator: Pointer, width: number, centre: number, stride: number): void
  poseEquations(count: number, kx: Pointer, ky: Pointer, rotation: Pointer, weighted: Pointer, power: Pointer, volume: Pointer, width: number, centre: number, stride: number, channels: number, q: Pointer, box: number, out: Pointer): void
  gatherNodes(count: number, points: Pointer, nodeOf: Pointer, rotation: Pointer, image: Pointer, n: number, templates: number, weights: Pointer, out: Pointer): void
}

/**
 * The compiled loops and their memory. Memory is taken region by region and given back all at once by `rewind`;
 * a view is valid until the next `take`, which may grow the memory: take everything first, then look.
 */
export class Kernels {
  readonly call: Exports
  readonly #memory: WebAssembly.Memory
  #top = 1024

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 1 })
    const module = new WebAssembly.Module(readFileSync(resourcePath('kernels.wasm')))
    this.call = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as Exports
  }

  take(bytes: number): Pointer {
    const at = this.#top
    this.#top += (bytes + 63) & ~63
    const missing = this.#top - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536))
    return at
  }

  rewind(): void { this.#top = 1024 }

  f32(at: Pointer, length: number): Float32Array<ArrayBuffer> { return new Float32Array(this.#memory.buffer, at, length) }
  f64(at: Pointer, length: number): Float64Array<ArrayBuffer> { return new Float64Array(this.#memory.buffer, at, length) }
  i32(at: Pointer, length: number): Int32Array<ArrayBuffer> { return new Int32Array(this.#memory.buffer, at, length) }

  put(values: Float32Array | Int32Array): Pointer {
    const at = this.take(values.byteLength)
    new Uint8Array(this.#memory.buffer, at, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return at
  }
}
