import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Failure, missingInput } from '../../../../preload/contract/failure.ts'

export type ResolvedStacks = { readonly paths: readonly string[]; readonly doubts: readonly string[] }

/** Names that cannot be looked up (too long, a loop of links, a forbidden folder) are as good as missing. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** --root first, then beside the input, the working folder, and every folder above the input. */
function foldersToTry(input: string, root: string | undefined): string[] {
  const beside = dirname(resolve(input))
  const folders = root ? [resolve(root), beside, process.cwd()] : [beside, process.cwd()]
  for (let folder = dirname(beside); folder !== dirname(folder); folder = dirname(folder)) folders.push(folder)
  return [...new Set(folders)]
}

const otherExtension = (name: string): string => (/\.mrcs$/i.test(name) ? name.slice(0, -1) : /\.mrc$/i.test(name) ? `${name}s` : name)

/** One folder in which every name is found, or else each name by itself. */
function underFolders(names: readonly string[], folders: readonly string[]): (string | null)[] {
  for (const folder of folders) {
    const paths = names.map(name => resolve(folder, name))
    if (paths.every(isThere)) return paths
  }
  return names.map(name => folders.map(folder => resolve(folder, name)).find(isThere) ?? null)
}

/**
 * One prefix replaced for all: leading folders of the first name are dropped, few before many, until the rest is found,
 * and then every other name must have the same prefix and be found too. Null where none fits all.
 */
function rerooted(names: readonly string[], folders: readonly string[]): { paths: string[]; from: string; to: string } | null {
  const parts = names[0].split('/')
  for (let dropped = 1; dropped < parts.length; dropped++) {
    const from = `${parts.slice(0, dropped).join('/')}/`
    if (!names.every(name => name.startsWith(from))) break
    for (const to of folders) {
      const paths = names.map(name => resolve(to, name.slice(from.length)))
      if (paths.every(isThere)) return { paths, from, to }
    }
  }
  return null
}

/**
 * Absolute paths of the stacks that `input` names. cryoSPARC's leading ">" is dropped; links are followed by the system.
 * Throws a Failure of kind 'missing' that names the first missing stack, how many are missing and the fix.
 */
export function resolveStacks(input: string, names: readonly string[], root?: string): ResolvedStacks {
  if (root !== undefined && !isThere(root)) throw missingInput(root, 'no such folder', 'name a folder that exists (--root)')
  const folders = foldersToTry(input, root)
  const clean = names.map(name => name.replace(/^>/, ''))
  const paths = underFolders(clean, folders)
  const doubts: string[] = []
  for (const variant of [(name: string) => name, otherExtension]) {
    const missing = [...paths.keys()].filter(i => paths[i] === null)
    if (missing.length === 0) break
    const wanted = missing.map(i => variant(clean[i]))
    const found = underFolders(wanted, folders)
    const moved = found.includes(null) ? rerooted(wanted, folders) : null
    for (const [place, i] of missing.entries()) paths[i] = moved ? moved.paths[place] : found[place]
    if (moved) doubts.push(`${missing.length} stacks were found under ${moved.to} instead of ${moved.from}`)
    if (variant === otherExtension && missing.some(i => paths[i] !== null)) {
      doubts.push(`stacks were found with the other extension (.mrc for .mrcs or the reverse), first ${clean[missing[0]]}`)
    }
  }
  const missing = clean.filter((_, i) => paths[i] === null)
  if (missing.length > 0) {
    const count = names.length === 1 ? 'the image stack' : `${missing.length} of ${names.length} image stacks, first`
    const what = `${count} ${missing[0]} not found (looked beside the file, in the working folder and the folders above)`
    throw new Failure('missing', `${input}: ${what}`, 'name the folder that these paths start from (--root)')
  }
  const complete = paths.filter(path => path !== null)
  if (new Set(complete).size < complete.length) {
    const twice = complete.findIndex((path, i) => complete.indexOf(path) !== i)
    const pair = `${clean[complete.indexOf(complete[twice])]} and ${clean[twice]}`
    throw new Failure('data', `${input}: ${pair} are one file, ${complete[twice]}`, 'name the folder that these paths start from (--root)')
  }
  return { paths: complete, doubts }
}
