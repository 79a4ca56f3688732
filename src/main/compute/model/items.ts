import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { badData, missingInput } from '../../../preload/contract/failure.ts'
import type { Tf } from './backends/backend.ts'
import { DECODED, type GraphInput, type ItemFile } from './jobs.ts'
import type { Batch } from './network.ts'

/** [nodes × channels] by which features are brought to mean 0 and deviation 1. */
export type Normalisation = { readonly mean: Float32Array; readonly deviation: Float32Array }

const FIX = 'run again with --overwrite'

/** Reads items, a batch at a time, from the file that the features were written to; throws a Failure where it is not as it was written. */
export class Items {
  readonly #file: ItemFile
  readonly #graph: GraphInput
  readonly #handle: number
  readonly #length: number
  readonly #item: Float32Array

  constructor(file: ItemFile, graph: GraphInput) {
    this.#file = file
    this.#graph = graph
    this.#length = graph.nodes * file.channels
    this.#handle = open(file, 4 * this.#length)
    this.#item = new Float32Array(this.#length)
  }

  /** One item's features, [nodes × channels]; valid until the next call. */
  read(item: number): Float32Array {
    const bytes = new Uint8Array(this.#item.buffer)
    for (let done = 0; done < bytes.length;) {
      const got = readSync(this.#handle, bytes, done, bytes.length - done, item * bytes.length + done)
      if (got === 0) throw badData(this.#file.path, this.#place(item), 'the file ends before it', FIX)
      done += got
    }
    let sum = 0
    for (let v = 0; v < this.#length; v++) sum += this.#item[v]
    if (!Number.isFinite(sum)) throw badData(this.#file.path, this.#place(item), 'its densities are not finite numbers', FIX)
    return this.#item
  }

  /** Mean and deviation of every node's channels over some items. */
  normalisation(items: ArrayLike<number>): Normalisation {
    const sum = new Float64Array(this.#length), squares = new Float64Array(this.#length)
    for (let i = 0; i < items.length; i++) {
      const values = this.read(items[i])
      for (let v = 0; v < values.length; v++) {
        sum[v] += values[v]
        squares[v] += values[v] ** 2
      }
    }
    const mean = Float32Array.from(sum, s => s / items.length)
    return { mean, deviation: Float32Array.from(squares, (s, v) => Math.sqrt(Math.max(s / items.length - mean[v] ** 2, 0)) || 1) }
  }

  /** `energies`: [all items × BANDS × classes]. Tensors are the caller's to dispose of. */
  batch(tf: Tf, items: ArrayLike<number>, normal: Normalisation, energies: Float32Array): Batch {
    const { nodes } = this.#graph, { channels, classes } = this.#file, count = items.length, shared = channels - 2 * classes
    const states = new Float32Array(nodes * count * channels), density = new Float32Array(nodes * count)
    const evidence = [0, 1].map(() => new Float32Array(nodes * count * classes)), energy = [0, 1].map(() => new Float32Array(count * classes))
    for (let i = 0; i < count; i++) {
      const values = this.read(items[i])
      for (let n = 0; n < nodes; n++) {
        const from = n * channels, to = (n * count + i) * channels
        for (let c = 0; c < channels; c++) states[to + c] = (values[from + c] - normal.mean[from + c]) / normal.deviation[from + c]
        density[n * count + i] = states[to]
        for (const band of [0, 1]) for (let k = 0; k < classes; k++) evidence[band][(n * count + i) * classes + k] = values[from + shared + band * classes + k]
      }
      for (const band of [0, 1]) energy[band].set(energies.subarray((items[i] * 2 + band) * classes, (items[i] * 2 + band + 1) * classes), i * classes)
    }
    return {
      states: tf.tensor3d(states, [nodes, count, channels]), density: tf.tensor2d(density, [nodes, count]),
      evidence: [tf.tensor3d(evidence[0], [nodes, count, classes]), tf.tensor3d(evidence[1], [nodes, count, classes])],
      energies: [tf.tensor2d(energy[0], [count, classes]), tf.tensor2d(energy[1], [count, classes])],
    }
  }

  /** The first `count` items' standardised densities as volumes, [count × DECODED³ × 1]: each node painted over its voxels. */
  volumes(items: ArrayLike<number>, count: number, normal: Normalisation): Float32Array {
    const { channels } = this.#file, { nodeOfVoxel } = this.#graph, cube = DECODED ** 3
    const out = new Float32Array(count * cube)
    for (let i = 0; i < count; i++) {
      const values = this.read(items[i])
      for (let v = 0; v < cube; v++) {
        const at = nodeOfVoxel[v] * channels
        if (at >= 0) out[i * cube + v] = (values[at] - normal.mean[at]) / normal.deviation[at]
      }
    }
    return out
  }

  #place(item: number): string { return `particle ${Math.floor(item / this.#file.views) + 1}` }

  close(): void { closeSync(this.#handle) }
}

function open({ path, rows, views }: ItemFile, bytes: number): number {
  let handle: number
  try {
    handle = openSync(path, 'r')
  } catch (error) {
    throw missingInput(path, `the particles' densities cannot be read (${(error as NodeJS.ErrnoException).code})`, FIX)
  }
  const { size } = fstatSync(handle)
  if (size === rows * views * bytes) return handle
  closeSync(handle)
  throw badData(path, `byte ${size}`, `the file ends, where densities of ${rows} particles take ${rows * views * bytes} bytes`, FIX)
}

