import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, fsyncSync, openSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'

/** Where a streaming writer puts its bytes, in order. Strings are written as UTF-8. */
export type Sink = { write(bytes: Uint8Array | string): void }

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space or write to another disk',
  EDQUOT: 'your quota is used up: free some space or write to another disk',
  EFBIG: 'the file is larger than this disk or your limits allow: write to another disk',
  EACCES: 'check the permissions of the folder or choose another one',
  EPERM: 'check the permissions of the folder or choose another one',
  EROFS: 'the disk is read-only: choose another folder',
  ENOENT: 'make the folder first',
  ENOTDIR: 'a part of the path is a file, not a folder: choose another path',
  EISDIR: 'a folder has that name: choose another name',
  ENAMETOOLONG: 'choose a shorter name',
}

/** Turns what the operating system said about writing `path` into one line with advice. */
export function cannotWrite(path: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  const error = cause instanceof Error ? cause : new Error(String(cause))
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const words = error.message.replace(/^[A-Z]+: /, '').replace(/, [a-z]+( '.*)?$/s, '')
  const advice = ADVICE[code] ?? 'check the disk and try again'
  return new Failure('output', `${path}: cannot write: ${words}${code ? ` (${code})` : ''}`, advice, { cause })
}

const BUFFER_BYTES = 1 << 20
/** What a folder's fsync answers where the file system has no such thing. */
const FOLDER_SYNC_UNKNOWN = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM'])

/**
 * A file in the making: bytes go to a temporary name in the same folder, and only `commit` gives it its name.
 * Until then, and after any error, the file that had the name before is untouched.
 */
export class AtomicFile implements Sink {
  readonly path: string
  readonly #temporary: string
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  #fill = 0
  #written = 0
  #descriptor: number | null

  constructor(path: string) {
    this.path = path
    this.#temporary = join(dirname(path), `.cgr-${process.pid}-${randomBytes(6).toString('hex')}.part`)
    try {
      this.#descriptor = openSync(this.#temporary, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o666)
    } catch (error) {
      throw cannotWrite(path, error)
    }
  }

  /** Appends. */
  write(bytes: Uint8Array | string): void {
    const chunk = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes
    this.#guard(descriptor => {
      if (chunk.length > BUFFER_BYTES - this.#fill) this.#flush(descriptor)
      if (chunk.length > BUFFER_BYTES) {
        this.#put(descriptor, chunk, this.#written)
        this.#written += chunk.length
      } else {
        this.#buffer.set(chunk, this.#fill)
        this.#fill += chunk.length
      }
    })
  }

  /** Overwrites bytes that were appended before, as a header whose numbers are known only at the end. */
  overwrite(bytes: Uint8Array, position: number): void {
    this.#guard(descriptor => {
      this.#flush(descriptor)
      if (position + bytes.length > this.#written) throw new RangeError('only bytes that were written can be overwritten')
      this.#put(descriptor, bytes, position)
    })
  }

  /** Makes the bytes durable, then gives the file its name. */
  commit(): void {
    this.#guard(descriptor => {
      this.#flush(descriptor)
      fsyncSync(descriptor)
      const { size } = fstatSync(descriptor)
      this.#descriptor = null
      // Network disks may only now say that they are full.
      closeSync(descriptor)
      if (size !== this.#written || statSync(this.#temporary).size !== this.#written) {
        throw new Error(`only ${size} of ${this.#written} bytes arrived on the disk`)
      }
      renameSync(this.#temporary, this.path)
      syncFolder(dirname(this.path))
    })
  }

  /** Gives up: nothing is left behind. Harmless after commit. */
  abort(): void {
    if (this.#descriptor === null) return
    const descriptor = this.#descriptor
    this.#descriptor = null
    try {
      closeSync(descriptor)
    } finally {
      unlinkSync(this.#temporary)
    }
  }

  #guard(action: (descriptor: number) => void): void {
    if (this.#descriptor === null) throw new Failure('internal', `${this.path}: the file is closed already`)
    try {
      action(this.#descriptor)
    } catch (error) {
      const failure = cannotWrite(this.path, error)
      this.#discard()
      throw failure
    }
  }

  /** The error that led here is the one to report, so nothing is thrown. */
  #discard(): void {
    const descriptor = this.#descriptor
    this.#descriptor = null
    for (const step of [() => descriptor !== null && closeSync(descriptor), () => unlinkSync(this.#temporary)]) {
      try {
        step()
      } catch {
        continue // already closed, or already renamed
      }
    }
  }

  #flush(descriptor: number): void {
    this.#put(descriptor, this.#buffer.subarray(0, this.#fill), this.#written)
    this.#written += this.#fill
    this.#fill = 0
  }

  /** One write may take fewer bytes than it was given and say so only by its result. */
  #put(descriptor: number, bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, 1 << 30), position + done)
    }
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (!FOLDER_SYNC_UNKNOWN.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes a whole file or nothing. `content` may be a function that streams a file larger than memory.
 * On any error the old file stays as it was, and a Failure of kind 'output' names path, reason and advice.
 */
export function atomicWrite(path: string, content: Uint8Array | string | ((sink: Sink) => void)): void {
  const file = new AtomicFile(path)
  try {
    if (typeof content === 'function') content(file)
    else file.write(content)
  } catch (error) {
    file.abort()
    throw error
  }
  file.commit()
}
