import { existsSync, readFileSync } from 'node:fs'
import { Failure, badData } from '../../preload/contract/failure.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { MANIFEST, PACKAGE, inside } from './layout.ts'

/** One file of an accelerator; `path` is relative to its folder, with slashes, and below `PACKAGE`. */
export type ManifestFile = { readonly path: string; readonly bytes: number; readonly sha256: string }

/** What an accelerator's folder holds and where that came from. Written last: where it is, the folder is whole. */
export type Manifest = {
  readonly schema: 1
  /** Node's platform and processor, "linux-x64". */
  readonly platform: string
  /** libtensorflow's version. */
  readonly tensorflow: string
  readonly cuda: boolean
  readonly tfjsNode: string
  /** The packages that libtensorflow was taken from. */
  readonly sources: readonly string[]
  /** ISO date and time. */
  readonly installed: string
  readonly files: readonly ManifestFile[]
}

const FIX = 'install it anew with cgr accelerator install'

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** A relative path with slashes that cannot leave the package's folder. */
const isInside = (path: string): boolean => path.startsWith(`${PACKAGE}/`) && !/[\\:\0]/.test(path) && path.split('/').every(part => part !== '' && part !== '.' && part !== '..')

const isFile = (value: unknown): value is ManifestFile => {
  const file = value as Partial<ManifestFile> | null
  return typeof file === 'object' && file !== null && isText(file.path) && isInside(file.path)
    && Number.isSafeInteger(file.bytes) && file.bytes! >= 0 && isText(file.sha256) && /^[0-9a-f]{64}$/.test(file.sha256)
}

function checked(path: string, value: unknown): Manifest {
  const manifest = value as Partial<Manifest> | null
  if (typeof manifest !== 'object' || manifest === null || manifest.schema !== 1) throw badData(path, 'schema', 'not a manifest that this version of cgr reads', FIX)
  for (const field of ['platform', 'tensorflow', 'tfjsNode', 'installed'] as const) {
    if (!isText(manifest[field])) throw badData(path, field, 'missing', FIX)
  }
  if (typeof manifest.cuda !== 'boolean') throw badData(path, 'cuda', 'missing', FIX)
  if (!Array.isArray(manifest.sources) || !manifest.sources.every(isText)) throw badData(path, 'sources', 'missing', FIX)
  if (!Array.isArray(manifest.files) || manifest.files.length === 0) throw badData(path, 'files', 'missing', FIX)
  const wrong = manifest.files.findIndex(file => !isFile(file))
  if (wrong >= 0) throw badData(path, `file ${wrong + 1}`, 'not a path inside the folder with its size and SHA-256', FIX)
  if (new Set(manifest.files.map(file => file.path)).size < manifest.files.length) throw badData(path, 'files', 'a path is listed twice', FIX)
  return manifest as Manifest
}

/** The manifest of the accelerator at `folder`, or null where there is none. Throws a Failure where it is damaged. */
export function readManifest(folder: string): Manifest | null {
  const path = inside(folder, MANIFEST)
  if (!existsSync(path)) return null
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw new Failure('missing', `${path}: cannot be read: ${(error as Error).message}`, 'check the permissions of the folder')
    throw badData(path, 'JSON', error.message, FIX)
  }
  return checked(path, value)
}

export function writeManifest(folder: string, manifest: Manifest): void {
  atomicWrite(inside(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`)
}
