import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { badData, Failure, missingInput } from '../../preload/contract/failure.ts'

/** Bytes by position, from a file or from memory. */
export type ByteSource = {
  readonly path: string
  readonly size: number
  /** Fills `out` from `position`; throws a data Failure where the bytes end before. */
  read(position: number, out: Uint8Array): void
  close(): void
}

const READ_BYTES = 1 << 30

/** Opens a regular file; devices, pipes and folders are refused before a byte is read. */
export function openBytes(path: string): ByteSource {
  let descriptor: number
  try {
    // A pipe without a writer would otherwise block for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw cannotRead(path, error)
  }
  const close = (): void => closeSync(descriptor)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new Failure('data', `${path}: not a regular file`, stat.isDirectory() ? 'name a file in that folder' : 'copy the data into a file')
    return { path, size: stat.size, close, read: (position, out) => readFully(path, descriptor, position, out) }
  } catch (error) {
    close()
    throw error
  }
}

function cannotRead(path: string, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
  if (code === 'ENOENT' || code === 'ENOTDIR') return missingInput(path, 'no such file', 'check the name and the folder')
  if (code === 'EACCES' || code === 'EPERM') return missingInput(path, 'not readable for you', 'check its permissions')
  return missingInput(path, `cannot be opened (${code})`, 'check the name')
}

function readFully(path: string, descriptor: number, position: number, out: Uint8Array): void {
  for (let done = 0; done < out.length; ) {
    let got: number
    try {
      got = readSync(descriptor, out, done, Math.min(out.length - done, READ_BYTES), position + done)
    } catch (error) {
      throw new Failure('data', `${path}, byte ${position + done}: cannot be read (${(error as NodeJS.ErrnoException).code})`, 'check the disk', { cause: error })
    }
    if (got === 0) throw badData(path, `byte ${position + done}`, 'the file ends here', 'copy it again')
    done += got
  }
}

/** The same over bytes in memory. */
export function memoryBytes(path: string, bytes: Uint8Array): ByteSource {
  const read = (position: number, out: Uint8Array): void => {
    if (position + out.length > bytes.length) throw badData(path, `byte ${bytes.length} (unpacked)`, 'the file ends here', 'copy it again')
    out.set(bytes.subarray(position, position + out.length))
  }
  return { path, size: bytes.length, read, close: () => undefined }
}

/** A whole file of at most `limit` bytes; `what` names the kind of file in the message. */
export function readWhole(path: string, limit: number, what: string): Buffer {
  const source = openBytes(path)
  try {
    if (source.size > limit) throw badData(path, `${source.size} bytes`, `larger than a ${what} may be here (${limit} bytes)`, 'split it')
    const bytes = Buffer.allocUnsafeSlow(source.size)
    source.read(0, bytes)
    return bytes
  } finally {
    source.close()
  }
}
