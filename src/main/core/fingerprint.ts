import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, missingInput } from '../../preload/contract/failure.ts'

export type Fingerprint = { readonly bytes: number; readonly sha256: string }

/**
 * Size and SHA-256 of a file, read as a stream, or of a folder's names, sizes and times of change: whether a run that is taken
 * up again is still about the same input.
 */
export async function fingerprint(path: string, signal: AbortSignal): Promise<Fingerprint> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? missingInput(path, 'no such file', 'check the path') : error
  })
  const hash = createHash('sha256')
  if (info.isDirectory()) {
    let bytes = 0
    for (const name of (await readdir(path)).toSorted()) {
      const one = await stat(join(path, name))
      bytes += one.size
      hash.update(`${name}\0${one.size}\0${one.mtimeMs}\n`)
    }
    return { bytes, sha256: hash.digest('hex') }
  }
  if (!info.isFile()) throw new Failure('missing', `${path}: neither a file nor a folder`, 'name a .star or .cs file, or a folder of maps')
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer)
  return { bytes: info.size, sha256: hash.digest('hex') }
}
