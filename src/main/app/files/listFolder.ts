import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, extname, join, resolve } from 'node:path'
import type { FolderEntry } from '../../../preload/contract/calls/files.ts'
import { missingInput } from '../../../preload/contract/failure.ts'
import { PROJECT_FILE } from '../../core/runFiles.ts'

/** More names than this are not shown at once; a folder of movies has hundreds of thousands. */
const MOST = 2000

const GUESSES: Readonly<Record<string, string>> = {
  '.star': 'star file', '.cs': 'cryoSPARC file', '.mrc': 'map or stack', '.mrcs': 'particle stack', '.map': 'map', '.csv': 'assignment', '.pdb': 'coordinates', '.cif': 'coordinates', '.gz': 'packed',
}

const byKindAndName = (a: FolderEntry, b: FolderEntry): number =>
  (a.kind === b.kind ? a.name.localeCompare(b.name, 'en', { numeric: true }) : a.kind === 'folder' ? -1 : 1)

/** A folder's content as the in-app path browser shows it. Throws Failure where it cannot be read. */
export async function listFolder(asked: string | null, hidden: boolean): Promise<{ path: string; parent: string | null; entries: FolderEntry[]; shown: number; total: number; places: { title: string; path: string }[] }> {
  const path = resolve(asked ?? homedir())
  const found = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw missingInput(path, error.code === 'EACCES' ? 'you may not read this folder' : error.code === 'ENOTDIR' ? 'is a file, not a folder' : 'no such folder', 'choose another one')
  })
  const wanted = found.filter(entry => hidden || !entry.name.startsWith('.'))
  const entries = await Promise.all(wanted.slice(0, MOST).map(entry => describe(path, entry.name)))
  const parent = dirname(path)
  return { path, parent: parent === path ? null : parent, entries: entries.filter(entry => entry !== null).toSorted(byKindAndName), shown: Math.min(wanted.length, MOST), total: wanted.length, places: places() }
}

async function describe(folder: string, name: string): Promise<FolderEntry | null> {
  const path = join(folder, name)
  const info = await stat(path).catch(() => null)
  if (!info) return { name, path, kind: 'file', bytes: null, modified: null, guess: 'cannot be read' }
  if (info.isDirectory()) {
    const isProject = await stat(join(path, PROJECT_FILE)).then(() => true, () => false)
    return { name, path, kind: 'folder', bytes: null, modified: info.mtime.toISOString(), guess: isProject ? 'cgr project' : null }
  }
  return info.isFile() ? { name, path, kind: 'file', bytes: info.size, modified: info.mtime.toISOString(), guess: GUESSES[extname(name).toLowerCase()] ?? null } : null
}

const places = (): { title: string; path: string }[] => [{ title: 'Home', path: homedir() }, { title: 'Here', path: process.cwd() }, { title: 'Computer', path: resolve('/') }]
