import type { FourierGrid } from '../../numerics/fourierGrid.ts'
import { Kernels, type Pointer } from '../../numerics/kernels.ts'
import { readRecords, recordLength, type ParticleStore } from './store.ts'

/** What changes about the particles during a run, by position in the store; shared by all threads. */
export type ParticleState = {
  /** f64 [count × 9] A, object → view. */
  readonly rotation: SharedArrayBuffer
  /** f64 [count × 2] working pixels: the class map shifted by this explains the stored image. */
  readonly shift: SharedArrayBuffer
  /** f32 [count] factor on the CTF. */
  readonly contrast: SharedArrayBuffer
  /** f32 [count] Fourier pixels of the reference box per Fourier pixel of this particle's box. */
  readonly frequencyScale: SharedArrayBuffer
  /** u32 [count] */
  readonly micrograph: SharedArrayBuffer
  /** f32 [micrographs × (limit + 1)] 1/σ of the noise, by shell. */
  readonly whitening: SharedArrayBuffer
  /** u8 [count] 1: takes part. */
  readonly active: SharedArrayBuffer
}

const kernels = new Kernels()
const CHUNK = 64

/** One thread's way through the particles of a slot: each is loaded, whitened and shifted, ready for the loops. */
export class ParticleKernel {
  readonly kernels: Kernels
  readonly count: number
  readonly kx: Pointer
  readonly ky: Pointer
  readonly weighted: Pointer
  readonly power: Pointer
  /** 9 f32: A times padding and frequency scale. */
  readonly rotation: Pointer
  readonly #store: ParticleStore
  readonly #views: ReturnType<typeof viewsOf>
  readonly #grid: FourierGrid
  readonly #shell: Pointer
  readonly #image: Pointer
  readonly #ctf: Pointer
  readonly #weights: Pointer
  readonly #phaseX: Pointer
  readonly #phaseY: Pointer
  readonly #buffer: Float32Array<ArrayBuffer>
  #chunkFrom = -1
  #chunkTo = -1
  #records: Float32Array = new Float32Array(0)

  /** Frees whatever the thread's kernels held before: one ParticleKernel at a time. */
  constructor(store: ParticleStore, state: ParticleState, grid: FourierGrid) {
    this.kernels = kernels
    kernels.rewind()
    this.#store = store
    this.#views = viewsOf(state)
    this.#grid = grid
    const { coefficients } = store
    this.count = coefficients.within[grid.limit]
    this.kx = kernels.put(coefficients.kx.subarray(0, this.count))
    this.ky = kernels.put(coefficients.ky.subarray(0, this.count))
    this.#shell = kernels.put(coefficients.shell.subarray(0, this.count))
    this.#image = kernels.take(8 * this.count)
    this.#ctf = kernels.take(4 * this.count)
    this.weighted = kernels.take(8 * this.count)
    this.power = kernels.take(4 * this.count)
    this.rotation = kernels.take(36)
    this.#weights = kernels.take(4 * (coefficients.limit + 1))
    this.#phaseX = kernels.take(8 * (grid.limit + 1))
    this.#phaseY = kernels.take(8 * (2 * grid.limit + 1)) + 8 * grid.limit
    this.#buffer = new Float32Array(store.memory ? 0 : CHUNK * recordLength(store))
  }

  /** The positions of some slots' particles that take part, each with weighted, power and rotation filled. */
  *positions(slots: readonly number[]): Generator<number> {
    const { slotStart } = this.#store
    for (const slot of slots) {
      for (let position = slotStart[slot]; position < slotStart[slot + 1]; position++) {
        if (this.#views.active[position] === 0) continue
        this.#load(position, slotStart[slot + 1])
        yield position
      }
    }
  }

  #load(position: number, to: number): void {
    const v = this.#views
    if (position >= this.#chunkTo || position < this.#chunkFrom) {
      this.#chunkFrom = position
      this.#chunkTo = Math.min(position + CHUNK, to)
      this.#records = readRecords(this.#store, position, this.#chunkTo - position, this.#buffer)
    }
    const { coefficients } = this.#store
    const record = (position - this.#chunkFrom) * recordLength(this.#store)
    const k = this.kernels
    k.f32(this.#image, 2 * this.count).set(this.#records.subarray(record, record + 2 * this.count))
    const ctf = record + 2 * coefficients.count
    k.f32(this.#ctf, this.count).set(this.#records.subarray(ctf, ctf + this.count))
    const shells = coefficients.limit + 1, micrograph = v.micrograph[position]
    k.f32(this.#weights, shells).set(v.whitening.subarray(micrograph * shells, (micrograph + 1) * shells))
    const scale = v.frequencyScale[position] * this.#grid.padding
    const rotation = k.f32(this.rotation, 9)
    for (let i = 0; i < 9; i++) rotation[i] = v.rotation[9 * position + i] * scale
    this.#phases(v.shift[2 * position], v.shift[2 * position + 1])
    k.call.prepare(this.count, this.kx, this.ky, this.#shell, this.#image, this.#ctf, this.#weights, v.contrast[position], this.#phaseX, this.#phaseY, this.weighted, this.power)
  }

  #phases(tx: number, ty: number): void {
    const { limit } = this.#grid, step = (2 * Math.PI) / this.#store.box
    const x = this.kernels.f32(this.#phaseX, 2 * (limit + 1))
    const y = this.kernels.f32(this.#phaseY - 8 * limit, 2 * (2 * limit + 1))
    for (let k = 0; k <= limit; k++) {
      x[2 * k] = Math.cos(step * k * tx)
      x[2 * k + 1] = Math.sin(step * k * tx)
      const c = Math.cos(step * k * ty), s = Math.sin(step * k * ty)
      y[2 * (limit + k)] = y[2 * (limit - k)] = c
      y[2 * (limit + k) + 1] = s
      y[2 * (limit - k) + 1] = -s
    }
  }
}

function viewsOf(state: ParticleState) {
  return {
    rotation: new Float64Array(state.rotation), shift: new Float64Array(state.shift), contrast: new Float32Array(state.contrast),
    frequencyScale: new Float32Array(state.frequencyScale), micrograph: new Uint32Array(state.micrograph),
    whitening: new Float32Array(state.whitening), active: new Uint8Array(state.active),
  }
}
