import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { badData } from '../../../preload/contract/failure.ts'
import { cannotWrite } from '../../files/atomicWrite.ts'
import { BANDS, nodeChannels } from '../threads/nodeDensities.ts'
import type { ItemFile } from '../model/jobs.ts'
import type { Evidence } from './evidence.ts'

/** Evidence as it is handed to the network: features in a file, the rest in memory. Rows are particles in the order of `positions`. */
export type ItemSet = {
  readonly file: ItemFile
  readonly positions: Uint32Array
  /** f32 [rows × views × BANDS × classes] */
  readonly energies: Float32Array
  /** f64 [rows × views × classes] */
  readonly likelihood: Float64Array
}

/** Writes evidence part by part, so that no more than one part is ever in memory. Throws a Failure where the disk does not take it. */
export class ItemWriter {
  readonly #path: string
  readonly #handle: number
  #open = true
  readonly #parts: Omit<Evidence, 'features'>[] = []
  constructor(path: string) {
    this.#path = path
    try {
      this.#handle = openSync(path, 'w')
    } catch (error) {
      throw cannotWrite(path, error)
    }
  }

  add({ features, ...rest }: Evidence): void {
    const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength)
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#handle, bytes, done, bytes.length - done)
    } catch (error) {
      throw cannotWrite(this.#path, error)
    }
    this.#parts.push(rest)
  }

  close(): void {
    if (this.#open) closeSync(this.#handle)
    this.#open = false
  }

  finish(classes: number): ItemSet {
    this.close()
    const rows = this.#parts.reduce((sum, part) => sum + part.positions.length, 0), { views } = this.#parts[0]
    const positions = new Uint32Array(rows), energies = new Float32Array(rows * views * BANDS * classes), likelihood = new Float64Array(rows * views * classes)
    let at = 0
    for (const part of this.#parts) {
      positions.set(part.positions, at)
      energies.set(part.energies, at * views * BANDS * classes)
      likelihood.set(part.likelihood, at * views * classes)
      at += part.positions.length
    }
    return { file: { path: this.#path, rows, views, channels: nodeChannels(classes), classes }, positions, energies, likelihood }
  }
}

/** f32 [rows × views × nodes] densities of some rows, read back from the file. */
export function readDensities({ file }: ItemSet, nodes: number, rows: Uint32Array): Float32Array {
  const { views, channels } = file, out = new Float32Array(rows.length * views * nodes), record = new Float32Array(views * nodes * channels)
  const bytes = new Uint8Array(record.buffer), handle = openSync(file.path, 'r')
  try {
    rows.forEach((row, i) => {
      for (let done = 0; done < bytes.length;) {
        const got = readSync(handle, bytes, done, bytes.length - done, row * bytes.length + done)
        if (got === 0) throw badData(file.path, `particle ${row + 1}`, 'the file ends before it', 'run again with --overwrite')
        done += got
      }
      for (let n = 0; n < views * nodes; n++) out[i * views * nodes + n] = record[n * channels]
    })
  } finally {
    closeSync(handle)
  }
  return out
}
