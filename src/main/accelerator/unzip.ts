import { closeSync, createReadStream, createWriteStream, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { badData } from '../../preload/contract/failure.ts'

/** A file in a zip archive; `offset` is where its local header begins, in bytes. */
export type ZipEntry = { readonly name: string; readonly method: number; readonly packed: number; readonly bytes: number; readonly offset: number }

// Sizes and signatures of PKWARE's APPNOTE 6.3, section 4.3: little-endian.
const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff } as const
const CENTRAL = { signature: 0x02014b50, bytes: 46 } as const
const LOCAL = { signature: 0x04034b50, bytes: 30 } as const
const STORED = 0
const DEFLATED = 8
/** In a field of 32 bits: the number is in a ZIP64 record. */
const ZIP64 = 0xffffffff

function read(path: string, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  const descriptor = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position))
  } finally {
    closeSync(descriptor)
  }
}

/** The central directory of a zip archive below 4 GiB: wheels of Python and jars of Java are such archives. Throws badData. */
export function zipEntries(path: string): ZipEntry[] {
  const { size } = statSync(path)
  const start = Math.max(0, size - END.bytes - END.longestComment)
  const tail = read(path, start, size - start)
  let end = tail.length - END.bytes
  while (end >= 0 && tail.readUInt32LE(end) !== END.signature) end -= 1
  if (end < 0) throw badData(path, `byte ${size}`, 'no zip archive ends here', 'fetch the file again')
  const count = tail.readUInt16LE(end + 10)
  const directory = read(path, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count; ) {
    if (at + CENTRAL.bytes > directory.length || directory.readUInt32LE(at) !== CENTRAL.signature) throw badData(path, `entry ${entries.length + 1}`, 'the list of files is damaged', 'fetch the file again')
    const nameLength = directory.readUInt16LE(at + 28)
    const entry: ZipEntry = {
      name: directory.toString('utf8', at + CENTRAL.bytes, at + CENTRAL.bytes + nameLength), method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20), bytes: directory.readUInt32LE(at + 24), offset: directory.readUInt32LE(at + 42),
    }
    if ([entry.packed, entry.bytes, entry.offset].includes(ZIP64)) throw badData(path, entry.name, 'a ZIP64 archive, which cgr does not read')
    entries.push(entry)
    at += CENTRAL.bytes + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Writes one file of the archive to `target`, whose folder is made. Throws badData where the archive is damaged. */
export async function unzipEntry(path: string, entry: ZipEntry, target: string, signal: AbortSignal): Promise<void> {
  if (entry.method !== STORED && entry.method !== DEFLATED) throw badData(path, entry.name, `compressed by method ${entry.method}, which cgr does not read`)
  const header = read(path, entry.offset, LOCAL.bytes)
  if (header.length < LOCAL.bytes || header.readUInt32LE(0) !== LOCAL.signature) throw badData(path, entry.name, 'the file’s header is damaged', 'fetch the archive again')
  const start = entry.offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28)
  mkdirSync(dirname(target), { recursive: true })
  if (entry.packed === 0) return pipeline([], createWriteStream(target, { mode: 0o755 }), { signal })
  try {
    await pipeline(createReadStream(path, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 }), entry.method === DEFLATED ? createInflateRaw({ chunkSize: 1 << 20 }) : new PassThrough(), createWriteStream(target, { mode: 0o755 }), { signal })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw badData(path, entry.name, 'the compressed bytes are damaged', 'fetch the archive again')
    throw error
  }
  const written = statSync(target).size
  if (written !== entry.bytes) throw badData(path, entry.name, `${written} of ${entry.bytes} bytes came out`, 'fetch the archive again')
}
