import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { importParticles } from '../../compute/stages/importParticles.ts'
import { importVolumes, isVolumeInput } from '../../compute/volumes/importVolumes.ts'
import { readColumns, writeColumns, type FileStamp } from './columnsFile.ts'
import { isTable, TableAbout, tableOfImages, tableOfMaps, type ParticleTable } from './particleTable.ts'

/** The input that a table was made from: another size or time is another input. */
export const InputStamp = z.strictObject({ path: z.string(), root: z.string().nullable(), passthrough: z.string().nullable(), bytes: z.number(), modified: z.number() })
export type InputStamp = z.infer<typeof InputStamp>

const About = z.strictObject({ input: InputStamp, table: TableAbout })

/** Inputs of fewer rows are read quicker than it would be worth keeping what was read. */
export const LEAST_KEPT = 50_000

/** Where a table or the like is kept: `stamp` is of the file that was written last, or null; `writable` says whether it may be written. */
export type Cache = { readonly path: string; readonly stamp: FileStamp | null; readonly writable: boolean }

/** `written`: the file that now holds it, to be entered in the project; null where none was written. */
export type Cached<Table> = { readonly table: Table; readonly written: FileStamp | null }

const sameInput = (a: InputStamp, b: InputStamp): boolean => (Object.keys(b) as (keyof InputStamp)[]).every(key => a[key] === b[key])

function kept({ path, stamp }: Cache, input: InputStamp): ParticleTable | null {
  const file = stamp && readColumns(path, stamp), about = About.safeParse(file?.about)
  if (!file || !about.success || !sameInput(about.data.input, input)) return null
  const table = { about: about.data.table, columns: file.columns }
  return isTable(table) ? table : null
}

/** Puts columns where they will be found again; a disk that is full or may not be written costs the time to make them again, and nothing else. */
export function keep(path: string, about: unknown, columns: ParticleTable['columns']): FileStamp | null {
  try {
    mkdirSync(dirname(path), { recursive: true })
    return writeColumns(path, about, columns)
  } catch {
    return null
  }
}

/** The rows of an input, from the cache where it holds them, else from the input itself, which at 10⁶ rows takes seconds. */
export function readTable({ input, cache }: { readonly input: InputStamp; readonly cache: Cache }): Cached<ParticleTable> {
  const found = kept(cache, input)
  if (found) return { table: found, written: null }
  const { path, root, passthrough } = input
  const table = isVolumeInput(path) ? tableOfMaps(importVolumes(path, root ?? undefined).particles) : tableOfImages(importParticles(path, { root: root ?? undefined, passthrough: passthrough ?? undefined }).particles)
  const written = cache.writable && table.about.count >= LEAST_KEPT ? keep(cache.path, { input, table: table.about }, table.columns) : null
  return { table, written }
}
