import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { inside } from './layout.ts'
import type { Manifest, ManifestFile } from './manifest.ts'

const FIX = 'install it anew with cgr accelerator install'

/** SHA-256 of a file, read in pieces; hexadecimal. */
export async function sha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

function checkSize(folder: string, file: ManifestFile): void {
  const path = inside(folder, file.path)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new Failure('data', `${path}: the file is gone`, FIX)
  if (found.size !== file.bytes) throw new Failure('data', `${path}: ${found.size} bytes, and ${file.bytes} were installed`, FIX)
}

/** Throws a Failure that names the first file that is gone or has another size: quick enough for every start. */
export function checkSizes(folder: string, manifest: Manifest): void {
  for (const file of manifest.files) checkSize(folder, file)
}

/** Reads every file and throws a Failure that names the first one that is not what was installed. */
export async function checkContents(folder: string, manifest: Manifest, signal: AbortSignal, report: (done: number, total: number) => void): Promise<void> {
  checkSizes(folder, manifest)
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  for (const file of manifest.files) {
    signal.throwIfAborted()
    const path = inside(folder, file.path)
    const found = await sha256(path, signal)
    if (found !== file.sha256) throw new Failure('data', `${path}: SHA-256 ${found.slice(0, 12)}…, and ${file.sha256.slice(0, 12)}… was installed: the file was changed or is damaged`, FIX)
    done += file.bytes
    report(done, total)
  }
}

/** Every file below `folder`, as a manifest lists it, in the order of their paths. */
export async function describeFiles(folder: string, signal: AbortSignal): Promise<ManifestFile[]> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const files: ManifestFile[] = []
  for (const path of paths.toSorted()) {
    files.push({ path: relative(folder, path).split(sep).join('/'), bytes: statSync(path).size, sha256: await sha256(path, signal) })
  }
  return files
}
