import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { badData, Failure } from '../../preload/contract/failure.ts'
import { hasField, npyBigInts, npyField, npyNumbers, npyStrings, readNpy, type NpyFile } from './npy.ts'
import { writeNpy, type NpyColumn } from './npyWrite.ts'

/** A cryoSPARC dataset: NumPy records keyed by `uid`. */
export type CsFile = NpyFile

/** A main file with the fields that only its passthrough files have, joined by uid: row i is row i of `main`. */
export type CsDataset = { readonly main: CsFile; readonly joined: readonly Joined[] }
/** Row i of the main file is row `row[i]` of `parts[part[i]]`; several parts where a job leaves one passthrough per class. */
type Joined = { readonly parts: readonly CsFile[]; readonly part: Uint16Array; readonly row: Uint32Array }

/** Reads a .cs file. Throws a Failure for compressed, damaged or pickled ones, and for files without uid. */
export function readCs(path: string): CsFile {
  const file = readNpy(path)
  npyField(file, 'uid')
  return file
}

/** Writes a .cs file with fields replaced or added; everything else byte for byte. */
export const writeCs = (path: string, file: CsFile, columns: readonly NpyColumn[] = []): void => writeNpy(path, file, columns)

export const csUids = (file: CsFile): BigUint64Array => npyBigInts(file, 'uid')

const PASSTHROUGH = /passthrough_particles.*\.cs$/
const jobOf = (name: string): string | null => /J\d+/.exec(name)?.[0] ?? null

/** Passthrough files beside a .cs file that may belong to it: of the same job, where names say so. */
export function passthroughBeside(path: string): string[] {
  const folder = dirname(path)
  const job = jobOf(basename(path))
  const belongs = (name: string): boolean => PASSTHROUGH.test(name) && name !== basename(path) && (!job || !jobOf(name) || jobOf(name) === job)
  return readdirSync(folder).filter(belongs).toSorted().map(name => join(folder, name))
}

/** Joins the parts together; `missing` counts the main rows that none of them has. */
function joinByUid(main: CsFile, parts: readonly CsFile[]): { joined: Joined; missing: number } {
  const places = new Map<bigint, { part: number; row: number }>()
  for (const [part, file] of parts.entries()) for (const [row, uid] of csUids(file).entries()) places.set(uid, { part, row })
  const joined = { parts, part: new Uint16Array(main.count), row: new Uint32Array(main.count) }
  let missing = 0
  for (const [i, uid] of csUids(main).entries()) {
    const place = places.get(uid)
    joined.part[i] = place?.part ?? 0
    joined.row[i] = place?.row ?? 0
    if (!place) missing++
  }
  return { joined, missing }
}

/** The first row whose uid an earlier row has too, or -1. */
function repeatedUid(file: CsFile): number {
  const seen = new Set<bigint>()
  return csUids(file).findIndex(uid => seen.size === seen.add(uid).size)
}

/**
 * Reads `path` and joins the passthrough: the one that is named, or every one beside it that covers all its particles.
 * Job outputs are split over both, and rows are never matched by their number.
 */
export function readCsDataset(path: string, passthrough?: string): CsDataset {
  const main = readCs(path)
  const twice = repeatedUid(main)
  if (twice >= 0) throw badData(path, `row ${twice + 1}`, `uid ${csUids(main)[twice]} is there twice`, 'remove duplicate particles in cryoSPARC and export again')
  if (passthrough === undefined) return { main, joined: joinBeside(main) }
  const { joined, missing } = joinByUid(main, [readCs(passthrough)])
  if (missing > 0) throw new Failure('data', `${passthrough}: ${missing} of the ${main.count} particles of ${path} are not in it (by uid)`, 'give the passthrough file of the same job')
  return { main, joined: [joined] }
}

/** Files that hold every particle, and those of one class each where they do so together. */
function joinBeside(main: CsFile): Joined[] {
  const candidates = passthroughBeside(main.path).map(readCs).map(file => ({ file, ...joinByUid(main, [file]) }))
  const whole = candidates.filter(({ missing }) => missing === 0).map(({ joined }) => joined)
  const partial = candidates.filter(({ missing }) => missing > 0 && missing < main.count).map(({ file }) => file)
  const together = joinByUid(main, partial)
  return together.missing === 0 ? [...whole, together.joined] : whole
}

const holderOf = (dataset: CsDataset, name: string): Joined | null => dataset.joined.find(({ parts }) => parts.every(file => hasField(file, name))) ?? null

export const datasetHas = (dataset: CsDataset, name: string): boolean => hasField(dataset.main, name) || holderOf(dataset, name) !== null

/** All field names of the main file and its passthrough. */
export const datasetFields = (dataset: CsDataset): string[] =>
  [...new Set([dataset.main, ...dataset.joined.flatMap(({ parts }) => parts)].flatMap(({ fields }) => fields.map(({ name }) => name)))]

/** Values in the main file's row order, [count × items]; null where no file has the field. */
export function datasetNumbers(dataset: CsDataset, name: string): Float64Array | null {
  if (hasField(dataset.main, name)) return npyNumbers(dataset.main, name)
  const holder = holderOf(dataset, name)
  if (!holder) return null
  const values = holder.parts.map(file => npyNumbers(file, name))
  const items = Math.max(...values.map((column, i) => column.length / Math.max(1, holder.parts[i].count)))
  const out = new Float64Array(holder.row.length * items)
  for (let i = 0; i < holder.row.length; i++) out.set(values[holder.part[i]].subarray(holder.row[i] * items, (holder.row[i] + 1) * items), i * items)
  return out
}

/** Values as text, whatever their type; 64-bit integers exact. */
function asText(file: CsFile, name: string): string[] {
  const { kind, size } = npyField(file, name)
  if (kind === 'bytes' || kind === 'unicode') return npyStrings(file, name)
  return kind === 'uint' && size === 8 ? Array.from(npyBigInts(file, name), String) : Array.from(npyNumbers(file, name), String)
}

/** Text (numbers too, as text) in the main file's row order; null where no file has the field. */
export function datasetStrings(dataset: CsDataset, name: string): string[] | null {
  if (hasField(dataset.main, name)) return asText(dataset.main, name)
  const holder = holderOf(dataset, name)
  if (!holder) return null
  const values = holder.parts.map(file => asText(file, name))
  return Array.from(holder.row, (row, i) => values[holder.part[i]][row])
}
