import { badData } from '../../preload/contract/failure.ts'
import { accuracy, adjustedRandIndex, bestMatching, contingency } from '../numerics/assignment.ts'
import type { Contingency } from '../numerics/assignment.ts'
import { JUNK } from './assignments.ts'
import type { Assignment, KeyKind } from './assignments.ts'

export type JoinedLabels = { readonly by: KeyKind; readonly a: readonly string[]; readonly b: readonly string[]; readonly onlyA: number; readonly onlyB: number }

const STRONGEST_FIRST: readonly KeyKind[] = ['uid', 'image', 'index']

/** Throws where a particle is listed twice: nobody could say which of its labels counts. */
function placesOf(assignment: Assignment, keys: readonly string[], by: KeyKind): Map<string, number> {
  const places = new Map<string, number>()
  for (const [row, key] of keys.entries()) {
    if (places.has(key)) throw badData(assignment.path, `row ${row + 1}`, `the particle with ${by} ${key} is listed a second time`, 'remove one of the two rows')
    places.set(key, row)
  }
  return places
}

/** Labels of the particles that are in both, in the order of `a`; told apart by the strongest key that both files have. */
export function joinLabels(a: Assignment, b: Assignment): JoinedLabels {
  const by = STRONGEST_FIRST.find(kind => a.keys[kind] && b.keys[kind])!
  const placesA = placesOf(a, a.keys[by]!, by)
  const placesB = placesOf(b, b.keys[by]!, by)
  const joined: { a: string[]; b: string[] } = { a: [], b: [] }
  for (const [key, row] of placesA) {
    const other = placesB.get(key)
    if (other === undefined) continue
    joined.a.push(a.labels[row])
    joined.b.push(b.labels[other])
  }
  if (joined.a.length === 0) throw badData(b.path, 'rows', `no particle (by ${by}) is also in ${a.path}`, 'compare assignments of the same particles')
  return { by, ...joined, onlyA: placesA.size - joined.a.length, onlyB: placesB.size - joined.b.length }
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
 * Agreement of two label lists of the same particles. With `aIsTruth`, particles that the truth calls junk belong to no class and decide
 * nothing, and good particles that the other side calls junk are wrong. The table lists everything.
 */
export function agreementOf(a: readonly string[], b: readonly string[], aIsTruth: boolean): Agreement {
  const table = contingency(a, b)
  const matching = matchClasses(table)
  const isScored = (row: number): boolean => !(aIsTruth && table.rows[row] === JUNK)
  const scored = table.counts.filter((_, i) => isScored(i))
  return {
    table,
    matching: Object.fromEntries(table.rows.flatMap((label, i) => (matching[i] >= 0 ? [[label, table.columns[matching[i]]]] : []))),
    agreement: accuracy(scored, matching.filter((_, i) => isScored(i))),
    ari: adjustedRandIndex(scored),
    particles: scored.reduce((sum, row) => sum + row.reduce((inner, count) => inner + count, 0), 0),
  }
}
