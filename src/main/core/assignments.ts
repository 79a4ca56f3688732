import { readFileSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { Failure, badData, missingInput } from '../../preload/contract/failure.ts'
import { columnIndex, readStar, textColumn } from '../formats/star.ts'
import type { StarTable } from '../formats/star.ts'
import { csUids, readCs } from '../formats/cs.ts'
import { hasField, npyNumbers } from '../formats/npy.ts'
import { csvAssignment } from './csvAssignment.ts'

/** What a particle may be known by, strongest first. */
export type KeyKind = 'uid' | 'image' | 'index'

/** What each of them is called. */
export const MATCHED_BY: { readonly [Kind in KeyKind]: string } = { uid: 'uid', image: 'image name', index: 'row number' }

/** The label of every particle in a file, as text, and what each particle is known by in it. `index` counts rows from 1 and is always there. */
export type Assignment = {
  readonly path: string
  readonly labels: readonly string[]
  readonly keys: { readonly index: readonly string[] } & { readonly [Kind in Exclude<KeyKind, 'index'>]?: readonly string[] }
}

/** The label of particles that belong to no class. */
export const JUNK = 'junk'

export const rowNumbers = (count: number): string[] => Array.from({ length: count }, (_, row) => String(row + 1))

/** "000012@stack.mrcs" and "12@stack.mrcs" are the same image. */
export const imageKey = (name: string): string => name.replace(/^0+(?=\d+@)/, '')

const has = (table: StarTable, column: string): boolean => columnIndex(table, column) >= 0

function starAssignment(path: string): Assignment {
  const star = readStar(path)
  const tables = star.blocks.flatMap(block => block.tables)
  const table = tables.find(candidate => has(candidate, 'rlnClassNumber'))
  if (!table) throw badData(path, 'columns', 'no column _rlnClassNumber', 'name a star file of classified particles')
  const labels = textColumn(star, table, 'rlnClassNumber').map(label => (Number(label) === 0 ? JUNK : label))
  const image = has(table, 'rlnImageName') ? textColumn(star, table, 'rlnImageName').map(imageKey) : undefined
  return { path, labels, keys: { index: rowNumbers(labels.length), ...(image && { image }) } }
}

function csAssignment(path: string): Assignment {
  const file = readCs(path)
  if (!hasField(file, 'alignments3D/class')) throw badData(path, 'fields', 'no field alignments3D/class', 'name a .cs file of classified particles')
  // cryoSPARC has no class for junk: it is the particles that belong to their class with probability zero.
  const posterior = hasField(file, 'alignments3D/class_posterior') ? npyNumbers(file, 'alignments3D/class_posterior') : null
  const labels = Array.from(npyNumbers(file, 'alignments3D/class'), (label, row) => (posterior?.[row] === 0 ? JUNK : String(label)))
  return { path, labels, keys: { index: rowNumbers(labels.length), uid: Array.from(csUids(file), String) } }
}

/** One line of Python that writes the labels as CSV: only the user knows whether the file can be trusted. */
const asCsv = (name: string): string =>
  `python3 -c "import pickle; print('index,class', *(f'{i},{c}' for i, c in enumerate(pickle.load(open('${name}', 'rb')), 1)), sep='\\n')" > labels.csv`

const refusedPickle = (path: string): Failure =>
  new Failure('usage', `${path}: a Python pickle is not read, because loading one can run any program that is hidden in it`, `if it is your own, write its labels as CSV in its folder and load labels.csv: ${asCsv(basename(path))}`)

/** Labels of a .star (rlnClassNumber), .cs (alignments3D/class) or .csv file (index and class, or one column of posteriors per class). */
export function readAssignment(path: string): Assignment {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info) throw missingInput(path, 'no such file', 'check the path')
  switch (extname(path).toLowerCase()) {
    case '.star': return starAssignment(path)
    case '.cs': return csAssignment(path)
    case '.csv': return csvAssignment(path, readFileSync(path, 'utf8'))
    case '.pkl': case '.pickle': throw refusedPickle(path)
    default: throw new Failure('usage', `${path}: not an assignment`, 'name a .star, .cs or .csv file')
  }
}
