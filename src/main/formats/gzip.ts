import { constants, gunzipSync } from 'node:zlib'
import { badData, type Failure } from '../../preload/contract/failure.ts'
import { type ByteSource } from './fileBytes.ts'

/** Deflate cannot pack better than 1032:1 (zlib technical notes), so a larger claim is false. */
const DEFLATE_LIMIT = 1032
/** Above this size, only honest ratios: real maps pack 1.1:1 to 5:1, masks of zeros up to 200:1. */
const CAREFUL_BYTES = 256 * 2 ** 20
const CAREFUL_RATIO = 200
const PEEK_BYTES = 4096

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const damaged = (path: string, error: unknown): Failure => badData(path, 'gzip data', `cannot be unpacked (${(error as Error).message})`, 'copy or download it again')

function packed(source: ByteSource, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  source.read(0, bytes)
  return bytes
}

/** The first `count` unpacked bytes (fewer where the file holds fewer). */
export function gunzipStart(source: ByteSource, count: number): Uint8Array {
  try {
    return gunzipSync(packed(source, Math.min(source.size, PEEK_BYTES)), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, count)
  } catch (error) {
    throw damaged(source.path, error)
  }
}

/** Unpacks everything, at most `limit` bytes; a file that holds more is refused as soon as it passes the limit. */
export function gunzipWhole(source: ByteSource, limit: number): Uint8Array {
  if (limit > source.size * DEFLATE_LIMIT || (limit > CAREFUL_BYTES && limit > source.size * CAREFUL_RATIO)) {
    throw badData(source.path, 'header', `claims ${limit} bytes, which ${source.size} packed bytes cannot hold`, 'copy it again, or unpack it with gunzip first')
  }
  try {
    return gunzipSync(packed(source, source.size), { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw badData(source.path, 'gzip data', `unpacks to more than the ${limit} bytes it should`, 'check where the file comes from, or unpack it with gunzip first')
    }
    throw damaged(source.path, error)
  }
}

/** Text that may be packed: unpacked up to 200 times its size and 2 GiB. */
export function gunzipText(source: ByteSource): Uint8Array {
  return gunzipWhole(source, Math.min(source.size * CAREFUL_RATIO, 2 ** 31 - 1))
}
