import { badData } from '../../preload/contract/failure.ts'
import { accuracy, adjustedRandIndex, bestMatching, contingency } from '../numerics/assignment.ts'
import type { Contingency } from '../numerics/assignment.ts'
import { JUNK } from './assignments.ts'
import type { Assignment, KeyKind } from './assignments.ts'

export type JoinedLabels = { readonly by: KeyKind; readonly a: readonly string[]; readonly b: readonly string[]; readonly onlyA: number; readonly onlyB: number }

const STRONGEST_FIRST: readonly KeyKind[] = ['uid', 'image', 'index']

const listedTwice = (path: string, row: number, by: KeyKind, key: string): Error =>
  badData(path, `row ${row + 1}`, `the particle with ${by} ${key} is listed a second time`, 'remove one of the two rows')

/** Throws where a particle is listed twice: nobody could say which of its labels counts. */
function placesOf(assignment: Assignment, by: KeyKind): Map<string, number> {
  const places = new Map<string, number>()
  for (const [row, key] of assignment.keys[by]!.entries()) {
    if (places.has(key)) throw listedTwice(assignment.path, row, by, key)
    places.set(key, row)
  }
  return places
}

/** Of each particle of the reference its row in another file, or -1. */
export type RowsIn = { readonly by: KeyKind; readonly rows: Int32Array; readonly shared: number }

/**
 * Finds the particles of `reference` in other files, told apart by the strongest key that both have. What it learned of the
 * reference serves every file. Throws Failure for a file that shares no particle, or lists one twice.
 */
export function finder(reference: Assignment): (other: Assignment) => RowsIn {
  const known = new Map<KeyKind, Map<string, number>>()
  return other => {
    const by = STRONGEST_FIRST.find(kind => reference.keys[kind] && other.keys[kind])!
    const places = known.get(by) ?? placesOf(reference, by), rows = new Int32Array(reference.labels.length).fill(-1)
    known.set(by, places)
    let shared = 0
    for (const [row, key] of other.keys[by]!.entries()) {
      const place = places.get(key)
      if (place === undefined) continue
      if (rows[place] >= 0) throw listedTwice(other.path, row, by, key)
      rows[place] = row
      shared += 1
    }
    if (shared === 0) throw badData(other.path, 'rows', `no particle (by ${by}) is also in ${reference.path}`, 'compare assignments of the same particles')
    return { by, rows, shared }
  }
}

/** Labels of the particles that are in both, in the order of `a`. */
export function joinLabels(a: Assignment, b: Assignment): JoinedLabels {
  const { by, rows, shared } = finder(a)(b)
  const inBoth = Array.from(rows.keys()).filter(row => rows[row] >= 0)
  return { by, a: inBoth.map(row => a.labels[row]), b: inBoth.map(row => b.labels[rows[row]]), onlyA: a.labels.length - shared, onlyB: b.labels.length - shared }
}

export type Agreement = {
  readonly table: Contingency
  /** Row label → column label of the best one-to-one matching of classes. */
  readonly matching: Readonly<Record<string, string>>
  /** Fraction that agrees under the matching; against a truth this is the accuracy. */
  readonly agreement: number
  readonly ari: number
  /** Particles that decided the two figures above. */
  readonly particles: number
}

/** Best matching of the classes proper; junk is a class to nobody and is only ever matched with junk. */
function matchClasses(table: Contingency): Int32Array {
  const rows = table.rows.flatMap((label, i) => (label === JUNK ? [] : [i]))
  const columns = table.columns.flatMap((label, j) => (label === JUNK ? [] : [j]))
  const matching = table.rows.map(label => (label === JUNK ? table.columns.indexOf(JUNK) : -1))
  const inner = bestMatching(rows.map(i => columns.map(j => table.counts[i][j])))
  for (const [place, i] of rows.entries()) if (inner[place] >= 0) matching[i] = columns[inner[place]]
  return Int32Array.from(matching)
}

/**
 * Agreement of two ways of labelling the same particles. With `rowsAreTruth`, particles that the truth calls junk belong to no class and
 * decide nothing, and good particles that the other side calls junk are wrong. The table lists everything.
 */
export function agreementIn(table: Contingency, rowsAreTruth: boolean): Agreement {
  const matching = matchClasses(table)
  const isScored = (row: number): boolean => !(rowsAreTruth && table.rows[row] === JUNK)
  const scored = table.counts.filter((_, i) => isScored(i))
  return {
    table,
    matching: Object.fromEntries(table.rows.flatMap((label, i) => (matching[i] >= 0 ? [[label, table.columns[matching[i]]]] : []))),
    agreement: accuracy(scored, matching.filter((_, i) => isScored(i))),
    ari: adjustedRandIndex(scored),
    particles: scored.reduce((sum, row) => sum + row.reduce((inner, count) => inner + count, 0), 0),
  }
}

/** The same of label lists of the same particles. */
export const agreementOf = (a: readonly string[], b: readonly string[], aIsTruth: boolean): Agreement => agreementIn(contingency(a, b), aIsTruth)
