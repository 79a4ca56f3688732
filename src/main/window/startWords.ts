import { statSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * The path that the user named when starting the program, made absolute, or null. `words` are those of the command line;
 * the program's own folder is among them where Electron was told to run it, and what begins with a dash is Electron's.
 */
export function namedPath(words: readonly string[], programFolder: string, workingFolder: string): string | null {
  const own = words.findIndex(word => resolve(workingFolder, word) === programFolder)
  const named = words.slice(Math.max(own, 0) + 1).find(word => word !== '' && !word.startsWith('-'))
  return named === undefined ? null : resolve(workingFolder, named)
}

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
