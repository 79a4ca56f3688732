import { extname } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import { openBytes } from './fileBytes.ts'
import { isNpy } from './npy.ts'

export type FileKind = 'star' | 'cs' | 'mrc' | 'atoms'

const KINDS: ReadonlyMap<string, FileKind> = new Map([
  ['.star', 'star'], ['.cs', 'cs'], ['.npy', 'cs'], ['.mrc', 'mrc'], ['.mrcs', 'mrc'], ['.map', 'mrc'], ['.ccp4', 'mrc'], ['.st', 'mrc'],
  ['.pdb', 'atoms'], ['.ent', 'atoms'], ['.cif', 'atoms'], ['.mmcif', 'atoms'],
])

/** What kind of file a path names, by its extension (.gz aside). */
export function fileKind(path: string): FileKind {
  const kind = KINDS.get(extname(path.toLowerCase().replace(/\.gz$/, '')))
  if (!kind) throw new Failure('usage', `${path}: unknown kind of file`, 'give a .star, .cs, .mrc, .mrcs, .map, .pdb or .cif file')
  return kind
}

/** Whether particles are in cryoSPARC's format: by the extension, or by the first bytes of a file with another one. */
export function isCsFile(path: string): boolean {
  const source = openBytes(path)
  try {
    const start = new Uint8Array(Math.min(8, source.size))
    source.read(0, start)
    return isNpy(start) || extname(path).toLowerCase() === '.cs'
  } finally {
    source.close()
  }
}
