import { z } from 'zod'
import { MOST_LABEL, UNLABELLED } from '../../../preload/contract/calls/labels.ts'

/** Rows that get the same label, sorted, each once; UNLABELLED takes theirs off. */
export type LabelledRows = { readonly label: number; readonly rows: Int32Array }

/** A step that undo takes back as a whole. */
export type LabelChange = { /** In a few words, as it was when it was made: "label 3 particles 2 (closed)". */ readonly about: string; readonly parts: readonly LabelledRows[] }

const Stored = z.strictObject({ about: z.string(), parts: z.array(z.strictObject({ label: z.int().min(UNLABELLED).max(MOST_LABEL), gaps: z.custom<unknown[]>(Array.isArray) })) })

/** A change as the project keeps it: rows as the gaps between them, which takes a third of the room. */
export const storedText = ({ about, parts }: LabelChange): string =>
  JSON.stringify({ about, parts: parts.map(({ label, rows }) => ({ label, gaps: Array.from(rows, (row, i) => (i === 0 ? row : row - rows[i - 1])) })) })

/** Throws SyntaxError, ZodError or RangeError for what `storedText` has not written. */
export function changeFromText(text: string): LabelChange {
  const { about, parts } = Stored.parse(JSON.parse(text))
  return { about, parts: parts.map(({ label, gaps }) => ({ label, rows: summed(gaps) })) }
}

/** Checked here, one by one: a schema takes a second for a million. */
function summed(gaps: readonly unknown[]): Int32Array {
  let row = 0
  return Int32Array.from(gaps, gap => {
    if (!Number.isInteger(gap) || (gap as number) < 0) throw new RangeError('a gap that is no whole number')
    return (row += gap as number)
  })
}

/** Of a change only the rows that have another label now, so that no undo undoes nothing; null where there are none. */
export function effective(labels: Int8Array, { about, parts }: LabelChange): LabelChange | null {
  const changing = parts.map(({ label, rows }) => ({ label, rows: rows.filter(row => labels[row] !== label) })).filter(({ rows }) => rows.length > 0)
  return changing.length > 0 ? { about, parts: changing } : null
}

/** The labels of `particles` rows after changes, in order. Throws RangeError for a row that is not there. */
export function replay(particles: number, changes: readonly LabelChange[]): Int8Array {
  const labels = new Int8Array(particles).fill(UNLABELLED)
  for (const change of changes) put(labels, change)
  return labels
}

/** Labels after one more change; the array before stays as it was. */
export function changed(labels: Int8Array, change: LabelChange): Int8Array {
  const after = labels.slice()
  put(after, change)
  return after
}

function put(labels: Int8Array, { parts }: LabelChange): void {
  for (const { label, rows } of parts) {
    if (rows.length > 0 && rows[rows.length - 1] >= labels.length) throw new RangeError(`row ${rows[rows.length - 1]} of ${labels.length}`)
    for (const row of rows) labels[row] = label
  }
}
