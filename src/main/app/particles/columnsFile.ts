import { createHash } from 'node:crypto'
import { z } from 'zod'
import { openBytes } from '../../formats/fileBytes.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'

/*
 * Columns in one file, little-endian, as every machine is that this program runs on:
 *   0   "CGRCOLS1"
 *   8   u32 length of the header, u32 0
 *   16  header, JSON in UTF-8, then zeros up to a multiple of 8
 *       columns, each from a multiple of 8 on, in the order of the header, zeros between them
 */
const MAGIC = 'CGRCOLS1'
const START = 16

export type ColumnArray = Float32Array | Uint32Array | Uint16Array | Uint8Array
type Kind<A extends ColumnArray> = { new (memory: SharedArrayBuffer, begin?: number, length?: number): A; readonly BYTES_PER_ELEMENT: number }
const KINDS: Readonly<Record<'f32' | 'u32' | 'u16' | 'u8', Kind<ColumnArray>>> = { f32: Float32Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array }
/** Columns by name, in memory that threads share. */
export type Columns = Readonly<Record<string, ColumnArray>>

const Header = z.strictObject({
  about: z.unknown(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.enum(['f32', 'u32', 'u16', 'u8']), length: z.int().min(0) })),
})
type Header = z.infer<typeof Header>

/** What a file of columns must be to be the one that was written. */
export type FileStamp = { readonly bytes: number; readonly sha256: string }

const aligned = (at: number): number => Math.ceil(at / 8) * 8
const typeOf = (values: ColumnArray): keyof typeof KINDS => (Object.keys(KINDS) as (keyof typeof KINDS)[]).find(type => values instanceof KINDS[type])!

/** An array of zeros whose memory every thread sees without a copy. */
export const sharedArray = <A extends ColumnArray>(Kind: Kind<A>, length: number): A =>
  new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT))

/** The same numbers in such memory. */
export function sharedCopy(values: ColumnArray): ColumnArray {
  const out = sharedArray(KINDS[typeOf(values)], values.length)
  out.set(values)
  return out
}

/** Writes a file whole or not at all; `about` is what `readColumns` gives back with the columns. */
export function writeColumns(path: string, about: unknown, columns: Columns): FileStamp {
  const header: Header = { about, columns: Object.entries(columns).map(([name, values]) => ({ name, type: typeOf(values), length: values.length })) }
  const head = Buffer.from(JSON.stringify(header)), start = Buffer.alloc(START), hash = createHash('sha256')
  start.write(MAGIC, 'latin1')
  start.writeUInt32LE(head.length, MAGIC.length)
  let bytes = 0
  atomicWrite(path, sink => {
    for (const part of [start, head, ...Object.values(columns)]) {
      for (const piece of [new Uint8Array(aligned(bytes) - bytes), new Uint8Array(part.buffer, part.byteOffset, part.byteLength)]) {
        hash.update(piece)
        sink.write(piece)
        bytes += piece.length
      }
    }
  })
  return { bytes, sha256: hash.digest('hex') }
}

/** The columns of a file that is what its stamp says; null for one that is absent, damaged or another. */
export function readColumns(path: string, { bytes, sha256 }: FileStamp): { readonly about: unknown; readonly columns: Columns } | null {
  const content = wholeFile(path, bytes)
  if (!content || createHash('sha256').update(content).digest('hex') !== sha256) return null
  const start = Buffer.from(content.subarray(0, START))
  if (start.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
  const length = start.readUInt32LE(MAGIC.length)
  const header = Header.safeParse(parsed(Buffer.from(content.subarray(START, START + length))))
  const columns = header.success ? columnsIn(content.buffer, START + length, header.data) : null
  return columns && { about: header.data!.about, columns }
}

/** The file in shared memory, if it has that size. */
function wholeFile(path: string, bytes: number): Uint8Array<SharedArrayBuffer> | null {
  try {
    const source = openBytes(path)
    try {
      if (source.size !== bytes || bytes < START) return null
      const content = new Uint8Array(new SharedArrayBuffer(bytes))
      source.read(0, content)
      return content
    } finally {
      source.close()
    }
  } catch {
    return null // a cache that cannot be read is made again
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** Null where they do not end where the file does. */
function columnsIn(memory: SharedArrayBuffer, from: number, { columns }: Header): Columns | null {
  let end = from
  const places = columns.map(({ name, type, length }) => {
    const begin = aligned(end)
    end = begin + length * KINDS[type].BYTES_PER_ELEMENT
    return { name, type, begin, length }
  })
  return end === memory.byteLength ? Object.fromEntries(places.map(({ name, type, begin, length }) => [name, new KINDS[type](memory, begin, length)])) : null
}
