import { lstatSync, mkdtempSync, realpathSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import { makeFolder, removeFolders } from '../../core/outputFolder.ts'
import { cannotWrite } from '../../files/atomicWrite.ts'
import type { PlannedFile } from './plannedFile.ts'

export type WrittenFile = { readonly path: string; readonly bytes: number; readonly about: string }

export type Destination = {
  /** The user's own words: made if it is not there. */
  readonly folder: string
  readonly replace: boolean
  /** Files that no export may replace: the user's input. */
  readonly spared: readonly string[]
  /** The project's own folder, whose files tell what the run decided. */
  readonly project: string
}

const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`

const real = (path: string): string | null => {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function refuseTaken(folder: string, files: readonly PlannedFile[], { replace, spared }: Destination): void {
  const taken = files.filter(({ name }) => lstatSync(join(folder, name), { throwIfNoEntry: false }))
  const input = taken.find(({ name }) => spared.some(path => real(path) === real(join(folder, name))))
  if (input) throw new Failure('output', `${join(folder, input.name)}: is the input of the project`, 'choose another folder')
  const strange = taken.find(({ name }) => !lstatSync(join(folder, name)).isFile())
  if (strange) throw new Failure('output', `${join(folder, strange.name)}: is there already, and no plain file`, 'choose another folder')
  if (taken.length > 0 && !replace) {
    throw new Failure('output', `${join(folder, taken[0].name)}: is there already${taken.length > 1 ? `, and ${taken.length - 1} more` : ''}`, 'say that they may be replaced, or choose another folder')
  }
}

function refuseFullDisk(folder: string, files: readonly PlannedFile[]): void {
  const { bavail, bsize } = statfsSync(folder), needed = 1.1 * files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (bavail * bsize < needed) throw new Failure('output', `${folder}: ${mib(bavail * bsize)} free, about ${mib(needed)} needed`, 'free some space or choose a folder on another disk')
}

/**
 * Writes all files or none: they are made in a folder of their own beside their places, and moved there when the last one is whole.
 * Throws Failure 'output' for a folder that cannot be written, is full, or holds one of the names.
 */
export function writeTo(destination: Destination, files: readonly PlannedFile[]): WrittenFile[] {
  if (statSync(destination.folder, { throwIfNoEntry: false })?.isDirectory() === false) throw new Failure('output', `${destination.folder}: is a file, not a folder`, 'choose another folder')
  const made = makeFolder(destination.folder)
  try {
    const folder = realpathSync(destination.folder)
    if (folder === real(destination.project)) throw new Failure('output', `${folder}: is the project's own folder, whose files tell what the run decided`, 'choose another folder, or one inside it')
    refuseTaken(folder, files, destination)
    refuseFullDisk(folder, files)
    return writeAll(folder, files, destination)
  } finally {
    removeFolders(made)
  }
}

function writeAll(folder: string, files: readonly PlannedFile[], destination: Destination): WrittenFile[] {
  const making = onDisk(folder, () => mkdtempSync(join(folder, '.cgr-export-')))
  try {
    for (const { name, write } of files) write(join(making, name))
    refuseTaken(folder, files, destination)
    return files.map(({ name, about }) => {
      const path = join(folder, name)
      onDisk(path, () => renameSync(join(making, name), path))
      return { path, bytes: statSync(path).size, about }
    })
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

function onDisk<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw cannotWrite(path, error)
  }
}
