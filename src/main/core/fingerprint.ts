import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Failure, missingInput } from '../../preload/contract/failure.ts'

export type Fingerprint = { readonly bytes: number; readonly sha256: string }

/** Size and SHA-256 of a file, read as a stream: whether a run that is taken up again is still about the same input. */
export async function fingerprint(path: string, signal: AbortSignal): Promise<Fingerprint> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? missingInput(path, 'no such file', 'check the path') : error
  })
  if (!info.isFile()) throw new Failure('missing', `${path}: not a file`, 'name a .star or .cs file')
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer)
  return { bytes: info.size, sha256: hash.digest('hex') }
}
