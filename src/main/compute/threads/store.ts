import { openSync, readSync, writeSync } from 'node:fs'
import { Failure } from '../../../preload/contract/failure.ts'
import type { Coefficients } from '../../numerics/coefficients.ts'

/**
 * The particles' Fourier coefficients, written once and never changed: a record per particle of F (2·count f32) and the
 * CTF (count f32), in memory shared by the threads or, when that would be too much, in a file that each thread reads.
 * Particles stand in slot order: slot s holds positions slotStart[s] … slotStart[s + 1] − 1.
 */
export type ParticleStore = {
  readonly coefficients: Coefficients
  readonly count: number
  /** Pixels of the working box: unit of all shifts in here. */
  readonly box: number
  readonly slotStart: Uint32Array
  readonly memory: SharedArrayBuffer | null
  readonly path: string | null
}

export const recordLength = (store: ParticleStore): number => 3 * store.coefficients.count

const handles = new Map<string, number>()
function handle(path: string): number {
  let fd = handles.get(path)
  if (fd === undefined) {
    fd = openSync(path, 'r+')
    handles.set(path, fd)
  }
  return fd
}

/** Records of positions from … from + count − 1; valid until the next call when they come from a file. */
export function readRecords(store: ParticleStore, from: number, count: number, buffer: Float32Array<ArrayBuffer>): Float32Array {
  const length = recordLength(store)
  if (store.memory) return new Float32Array(store.memory, from * length * 4, count * length)
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, count * length * 4)
  for (let done = 0; done < bytes.length;) {
    const got = readSync(handle(store.path!), bytes, done, bytes.length - done, from * length * 4 + done)
    if (got === 0) throw new Failure('data', `${store.path}: the scratch file ends early`, 'run again with --overwrite')
    done += got
  }
  return buffer.subarray(0, count * length)
}

export function writeRecords(store: ParticleStore, from: number, records: Float32Array<ArrayBuffer>): void {
  const at = from * recordLength(store) * 4
  if (store.memory) {
    new Float32Array(store.memory, at, records.length).set(records)
    return
  }
  const bytes = new Uint8Array(records.buffer, records.byteOffset, records.byteLength)
  for (let done = 0; done < bytes.length;) done += writeSync(handle(store.path!), bytes, done, bytes.length - done, at + done)
}
