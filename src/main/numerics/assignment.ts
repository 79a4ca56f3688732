import { munkres } from 'munkres'

/** How often label `rows[i]` of one assignment meets label `columns[j]` of another: counts[i][j]. */
export type Contingency = { readonly rows: readonly string[]; readonly columns: readonly string[]; readonly counts: readonly (readonly number[])[] }

/** Numbers in numeric order, then words in alphabetic order: the order in which people list classes. */
const inOrder = (labels: Iterable<string>): string[] =>
  [...new Set(labels)].toSorted((a, b) => {
    const [x, y] = [Number(a), Number(b)]
    if (Number.isNaN(x) && Number.isNaN(y)) return a < b ? -1 : a > b ? 1 : 0
    return Number.isNaN(x) ? 1 : Number.isNaN(y) ? -1 : x - y
  })

/** Counts label pairs of two assignments of the same particles, element i of both being particle i. Throws RangeError on unequal lengths. */
export function contingency(a: readonly string[], b: readonly string[]): Contingency {
  if (a.length !== b.length) throw new RangeError(`${a.length} labels cannot be compared with ${b.length}`)
  const rows = inOrder(a)
  const columns = inOrder(b)
  const rowOf = new Map(rows.map((label, i) => [label, i]))
  const columnOf = new Map(columns.map((label, j) => [label, j]))
  const counts = rows.map(() => columns.map(() => 0))
  for (const [particle, label] of a.entries()) counts[rowOf.get(label)!][columnOf.get(b[particle])!] += 1
  return { rows, columns, counts }
}

/**
 * The one-to-one matching of rows to columns under which most particles agree (Hungarian method; Kuhn 1955).
 * Element i is the column of row i, or -1 where there are fewer columns than rows and row i is left over.
 */
export function bestMatching(counts: readonly (readonly number[])[]): Int32Array {
  const matched = new Int32Array(counts.length).fill(-1)
  const width = counts[0]?.length ?? 0
  if (width === 0) return matched
  const largest = counts.reduce((most, row) => Math.max(most, ...row), 0)
  for (const [row, column] of munkres(counts.map(row => row.map(count => largest - count)))) matched[row] = column
  return matched
}

/** Fraction of the particles whose labels agree under `matching`; NaN without particles. */
export function accuracy(counts: readonly (readonly number[])[], matching: Int32Array): number {
  let right = 0
  let all = 0
  for (const [i, row] of counts.entries()) {
    for (const count of row) all += count
    if (matching[i] >= 0) right += row[matching[i]]
  }
  return all === 0 ? Number.NaN : right / all
}

const pairs = (count: number): number => (count * (count - 1)) / 2

/**
 * Adjusted Rand index (Hubert & Arabie 1985): 1 for the same partition, 0 on average for a random one, whatever the labels are called.
 * Two partitions that leave no pair to disagree about (one cluster each, or all singletons) are the same: 1.
 */
export function adjustedRandIndex(counts: readonly (readonly number[])[]): number {
  const rowSums = counts.map(row => row.reduce((sum, count) => sum + count, 0))
  const columnSums = (counts[0] ?? []).map((_, j) => counts.reduce((sum, row) => sum + row[j], 0))
  const total = pairs(rowSums.reduce((sum, count) => sum + count, 0))
  const together = counts.reduce((sum, row) => sum + row.reduce((inner, count) => inner + pairs(count), 0), 0)
  const inRows = rowSums.reduce((sum, count) => sum + pairs(count), 0)
  const inColumns = columnSums.reduce((sum, count) => sum + pairs(count), 0)
  const expected = total === 0 ? 0 : (inRows * inColumns) / total
  const largest = (inRows + inColumns) / 2
  return largest === expected ? 1 : (together - expected) / (largest - expected)
}
