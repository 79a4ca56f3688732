import { Failure } from '../../preload/contract/failure.ts'
import { readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { checkSizes } from './verify.ts'

export const PLATFORM = `${process.platform}-${process.arch}`

/** The accelerator at `folder`, ready to be loaded, or null where there is none. Throws a Failure where it is damaged or another machine's. */
export function installedAccelerator(folder: string): Manifest | null {
  const manifest = readManifest(folder)
  if (manifest === null) return null
  if (manifest.platform !== PLATFORM) throw new Failure('data', `${folder}: built for ${manifest.platform}, and this is ${PLATFORM}`, 'install it anew with cgr accelerator install')
  checkSizes(folder, manifest)
  return manifest
}
