import { createHash } from 'node:crypto'
import { badData } from '../../preload/contract/failure.ts'
import { ModelHeader } from '../../preload/contract/modelFile.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { readWhole } from './fileBytes.ts'

/*
 * A trained model in one file, little-endian:
 *   0   "CGRMODEL"
 *   8   u32 format version
 *   12  u32 length of the header
 *   16  header, JSON in UTF-8, then zeros up to a multiple of 8
 *       arrays, each from a multiple of 8 on, in the order of the header, zeros between them
 *       SHA-256 of everything before, 32 bytes
 */
const MAGIC = 'CGRMODEL'
const FORMAT = 1
const START = 16
const HASH = 32
const LARGEST = 2 ** 30

const KINDS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array } as const
export type ModelArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array
export type ShapedArray = { readonly shape: readonly number[]; readonly values: ModelArray }
export type ModelArrays = Readonly<Record<string, ShapedArray>>

export type ModelFile = { readonly header: ModelHeader; readonly arrays: ModelArrays; readonly sha256: string }

const COPY_AGAIN = 'copy the model file again, or train it again with cgr train'
const aligned = (at: number): number => Math.ceil(at / 8) * 8
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Writes a model file whole or not at all. */
export function writeModelFile(path: string, about: Omit<ModelHeader, 'arrays'>, arrays: ModelArrays): void {
  const entries = Object.entries(arrays)
  for (const [name, { shape, values }] of entries) {
    if (product(shape) !== values.length) throw new RangeError(`${values.length} values of ${name} for the shape [${shape.join(' × ')}]`)
  }
  const head = headerOf(about, entries), hash = createHash('sha256')
  atomicWrite(path, sink => {
    let at = 0
    const put = (bytes: Uint8Array): void => {
      hash.update(bytes)
      sink.write(bytes)
      at += bytes.length
    }
    const fill = (): void => put(new Uint8Array(aligned(at) - at))
    const start = Buffer.alloc(START)
    start.write(MAGIC, 'latin1')
    start.writeUInt32LE(FORMAT, 8)
    start.writeUInt32LE(head.length, 12)
    put(start)
    put(head)
    for (const [, { values }] of entries) {
      fill()
      put(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    }
    sink.write(hash.digest())
  })
}

/** Offsets stand in the header whose length decides them, so it is written again until its length stays. */
function headerOf(about: Omit<ModelHeader, 'arrays'>, entries: readonly (readonly [string, ShapedArray])[]): Buffer {
  for (let length = 0; ;) {
    let at = START + length
    const arrays = entries.map(([name, { shape, values }]) => {
      const byteOffset = aligned(at)
      at = byteOffset + values.byteLength
      return { name, type: typeOf(values), shape: [...shape], byteOffset }
    })
    const head = Buffer.from(JSON.stringify(ModelHeader.parse({ ...about, arrays })))
    if (head.length === length) return head
    length = head.length
  }
}

function typeOf(values: ModelArray): keyof typeof KINDS {
  const found = Object.entries(KINDS).find(([, Kind]) => values instanceof Kind)
  return found![0] as keyof typeof KINDS
}

/**
 * Reads a model file. Throws a Failure that names file, byte and fix for what is no model file, one of another version, cut off, changed since
 * it was written, or one whose arrays do not lie where its header says or hold numbers that are not finite.
 */
export function readModelFile(path: string): ModelFile {
  const bytes = readWhole(path, LARGEST, 'model file')
  const magic = bytes.subarray(0, MAGIC.length).toString('latin1')
  if (magic !== MAGIC.slice(0, magic.length) || magic === '') throw badData(path, 'byte 0', 'not a model file of cgr', 'name the model.cgr that cgr train has written')
  if (bytes.length < START) throw endsEarly(path, bytes.length, 'its first 16 bytes')
  const version = bytes.readUInt32LE(8), length = bytes.readUInt32LE(12)
  if (version !== FORMAT) throw badData(path, 'byte 8', `a model file of version ${version}, this program reads version ${FORMAT}`, 'use the cgr that wrote it, or train it again')
  if (bytes.length < START + length + HASH) throw endsEarly(path, bytes.length, `its header, which takes ${length} bytes`)
  const header = parsed(path, bytes.subarray(START, START + length))
  let at = START + length
  for (const { name, type, shape, byteOffset } of header.arrays) {
    if (byteOffset !== aligned(at)) throw badData(path, `byte ${START}`, `the header puts ${name} at byte ${byteOffset} instead of ${aligned(at)}`, COPY_AGAIN)
    at = byteOffset + product(shape) * KINDS[type].BYTES_PER_ELEMENT
    if (at + HASH > bytes.length) throw endsEarly(path, bytes.length, `its array ${name}, which ends at byte ${at}`)
  }
  if (bytes.length !== at + HASH) throw badData(path, `byte ${at + HASH}`, `${bytes.length - at - HASH} bytes more than a model of this size has`, COPY_AGAIN)
  const sha256 = createHash('sha256').update(bytes.subarray(0, at)).digest()
  if (!sha256.equals(bytes.subarray(at))) throw badData(path, `bytes 0 to ${at - 1}`, 'damaged: the SHA-256 at its end is that of another content', COPY_AGAIN)
  return { header, arrays: Object.fromEntries(header.arrays.map(entry => [entry.name, arrayAt(path, bytes, entry)])), sha256: sha256.toString('hex') }
}

const endsEarly = (path: string, at: number, within: string) => badData(path, `byte ${at}`, `the file ends here, within or before ${within}`, COPY_AGAIN)

function parsed(path: string, bytes: Buffer): ModelHeader {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw badData(path, `byte ${START}`, `its header is not JSON (${(error as SyntaxError).message})`, COPY_AGAIN)
  }
  const result = ModelHeader.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badData(path, `byte ${START}`, `header, ${issue.path.length > 0 ? issue.path.join('.') : 'top level'}: ${issue.message}`, COPY_AGAIN)
}

function arrayAt(path: string, bytes: Buffer, { name, type, shape, byteOffset }: ModelHeader['arrays'][number]): ShapedArray {
  const Kind = KINDS[type]
  // A copy, because nothing says that the file's bytes lie where a typed array may begin.
  const values = new Kind(Uint8Array.from(bytes.subarray(byteOffset, byteOffset + product(shape) * Kind.BYTES_PER_ELEMENT)).buffer)
  const wrong = values.findIndex((value: number) => !Number.isFinite(value))
  if (wrong >= 0) throw badData(path, `byte ${byteOffset + wrong * Kind.BYTES_PER_ELEMENT}`, `${name}[${wrong}] is ${values[wrong]}`, 'train the model again: what made it was not finite')
  return { shape, values }
}
