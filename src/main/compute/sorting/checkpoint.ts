import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { atomicWrite } from '../../files/atomicWrite.ts'

type Numbers = Float64Array | Float32Array | Uint8Array | Int32Array
/** What a step leaves for the next one: typed arrays by name, and whatever JSON can hold. */
export type Saved = { readonly arrays: Readonly<Record<string, Numbers>>; readonly values: Readonly<Record<string, unknown>> }

const KINDS = { Float64Array, Float32Array, Uint8Array, Int32Array } as const
type Entry = { readonly name: string; readonly kind: keyof typeof KINDS; readonly length: number }

/**
 * Results of finished steps, one file each, written whole and checked by their SHA-256 when read: an interrupted run
 * takes up after the last step that got through. A damaged file counts as not there.
 */
export class Checkpoints {
  readonly #folder: string
  constructor(folder: string) { this.#folder = folder }

  save(step: string, { arrays, values }: Saved): void {
    const entries = Object.entries(arrays).map(([name, array]): Entry => ({ name, kind: array.constructor.name as Entry['kind'], length: array.length }))
    const head = Buffer.from(JSON.stringify({ entries, values }))
    const parts = [head, ...Object.values(arrays).map(a => new Uint8Array(a.buffer, a.byteOffset, a.byteLength))]
    const length = Buffer.alloc(4)
    length.writeUInt32LE(head.length)
    const hash = createHash('sha256').update(length)
    for (const part of parts) hash.update(part)
    atomicWrite(this.#path(step), sink => {
      sink.write(hash.digest())
      sink.write(length)
      for (const part of parts) sink.write(part)
    })
  }

  load(step: string): Saved | null {
    const path = this.#path(step)
    if (!existsSync(path)) return null
    const bytes = readFileSync(path)
    if (bytes.length < 36) return null
    const length = bytes.readUInt32LE(32)
    const hash = createHash('sha256').update(bytes.subarray(32)).digest()
    if (!hash.equals(bytes.subarray(0, 32))) return null
    const { entries, values } = JSON.parse(bytes.subarray(36, 36 + length).toString()) as { entries: Entry[]; values: Record<string, unknown> }
    const arrays: Record<string, Numbers> = {}
    let at = 36 + length
    for (const { name, kind, length: items } of entries) {
      const Kind = KINDS[kind]
      const copy = bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + items * Kind.BYTES_PER_ELEMENT)
      arrays[name] = new Kind(copy)
      at += copy.byteLength
    }
    return { arrays, values }
  }

  forget(step: string): void { rmSync(this.#path(step), { force: true }) }

  #path(step: string): string { return join(this.#folder, `${step}.checkpoint`) }
}
