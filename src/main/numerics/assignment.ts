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

/** Of each particle the place of its label in `labels`, or -1 where it is not listed. */
export type CodedLabels = { readonly labels: readonly string[]; readonly codes: Int32Array }

/** Labels as numbers, in the order in which people list classes. */
export function codedLabels(given: readonly string[]): CodedLabels {
  const labels = inOrder(given), codeOf = new Map(labels.map((label, code) => [label, code]))
  return { labels, codes: Int32Array.from(given, label => codeOf.get(label)!) }
}

/** Counts label pairs of the particles that both list, element i of both being particle i; only labels that occur among them. Throws RangeError on unequal lengths. */
export function codedContingency(a: CodedLabels, b: CodedLabels): Contingency {
  if (a.codes.length !== b.codes.length) throw new RangeError(`${a.codes.length} labels cannot be compared with ${b.codes.length}`)
  const width = b.labels.length, all = new Float64Array(a.labels.length * width)
  // Plainly counted: a million particles by every pair of many assignments.
  for (let particle = 0; particle < a.codes.length; particle += 1) {
    const row = a.codes[particle], column = b.codes[particle]
    if (row >= 0 && column >= 0) all[row * width + column] += 1
  }
  const rows = a.labels.flatMap((_, i) => (all.subarray(i * width, (i + 1) * width).some(count => count > 0) ? [i] : []))
  const columns = b.labels.flatMap((_, j) => (rows.some(i => all[i * width + j] > 0) ? [j] : []))
  return { rows: rows.map(i => a.labels[i]), columns: columns.map(j => b.labels[j]), counts: rows.map(i => columns.map(j => all[i * width + j])) }
}

/** The same of plain labels, every particle being in both. */
export const contingency = (a: readonly string[], b: readonly string[]): Contingency => codedContingency(codedLabels(a), codedLabels(b))

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
