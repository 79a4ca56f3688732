import { codedContingency, codedLabels } from '../numerics/assignment.ts'
import type { CodedLabels } from '../numerics/assignment.ts'
import { mcnemar } from '../numerics/mcnemar.ts'
import { JUNK } from './assignments.ts'
import type { Assignment } from './assignments.ts'
import { agreementIn } from './compareAssignments.ts'
import type { Agreement, RowsIn } from './compareAssignments.ts'

/** Columns `a` < `b` of a list, but the truth is always `a`: rows of the table are a's. */
export type ComparedPair = Agreement & { readonly a: number; readonly b: number }

/** McNemar's test of two columns against a truth: particles that one of them alone labels rightly, and the two-sided exact p-value. */
export type PairTest = { readonly a: number; readonly b: number; readonly particles: number; readonly onlyA: number; readonly onlyB: number; readonly p: number }

/**
 * The assignment by whose rows all others are found: the one with most ways to know a particle, the first of equals. A table of
 * row numbers alone could not tell what another program has put in another order.
 */
export const referenceOf = (assignments: readonly Assignment[]): Assignment =>
  assignments.reduce((best, one) => (Object.keys(one.keys).length > Object.keys(best.keys).length ? one : best))

/** The labels of an assignment by particle of the reference; -1 where it does not list one. */
export function columnOf({ labels: given }: Assignment, { rows }: RowsIn): CodedLabels {
  const { labels, codes } = codedLabels(given)
  return { labels, codes: rows.map(row => (row < 0 ? -1 : codes[row])) }
}

/**
 * Every pair of columns on the particles that both list; labels may mean different classes in each. Particles that the truth
 * calls junk decide nothing in its pairs. A pair that shares no particle has `particles` 0 and agreement NaN.
 */
export const comparePairs = (columns: readonly CodedLabels[], truth: number | null): ComparedPair[] =>
  columns.flatMap((_, first) => columns.slice(first + 1).map((_, next): ComparedPair => {
    const second = first + 1 + next, [a, b] = second === truth ? [second, first] : [first, second]
    return { a, b, ...agreementIn(codedContingency(columns[a], columns[b]), a === truth) }
  }))

/** 1 where the column's class is the one that the truth's class is matched with, 0 where it is not; -1 where truth or column do not list the particle or the truth calls it junk. */
function rightness(truth: CodedLabels, column: CodedLabels, { matching }: Agreement): Int8Array {
  const wanted = truth.labels.map(label => column.labels.indexOf(matching[label]))
  const junk = truth.labels.indexOf(JUNK)
  const right = new Int8Array(truth.codes.length)
  for (let particle = 0; particle < right.length; particle += 1) {
    const code = truth.codes[particle], found = column.codes[particle]
    right[particle] = code < 0 || code === junk || found < 0 ? -1 : wanted[code] === found ? 1 : 0
  }
  return right
}

/** Each pair of columns but the truth, on the particles that all three list. p-values are of each pair alone, not corrected for their number. */
export function testPairs(columns: readonly CodedLabels[], truth: number, pairs: readonly ComparedPair[]): PairTest[] {
  const others = pairs.filter(({ a }) => a === truth).map(pair => ({ column: pair.b, right: rightness(columns[truth], columns[pair.b], pair) }))
  return others.flatMap((one, i) => others.slice(i + 1).map(({ column, right }): PairTest => {
    let particles = 0, onlyA = 0, onlyB = 0
    for (let particle = 0; particle < right.length; particle += 1) {
      if (one.right[particle] < 0 || right[particle] < 0) continue
      const difference = one.right[particle] - right[particle]
      particles += 1
      if (difference > 0) onlyA += 1
      if (difference < 0) onlyB += 1
    }
    return { a: one.column, b: column, particles, onlyA, onlyB, p: mcnemar(onlyA, onlyB) }
  }))
}
