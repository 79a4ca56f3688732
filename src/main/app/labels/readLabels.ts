import { basename, extname } from 'node:path'
import { MOST_LABEL, UNLABELLED } from '../../../preload/contract/calls/labels.ts'
import { badData } from '../../../preload/contract/failure.ts'
import { JUNK, MATCHED_BY, readAssignment } from '../../core/assignments.ts'
import { WORDS, classNames, keysOf } from '../../core/labels.ts'
import type { ProjectInput } from '../projects/projectInput.ts'
import { inputRows } from './inputRows.ts'
import type { LabelledRows } from './labelChange.ts'
import { JUNK_LABEL } from './labelSets.ts'

export type ReadLabelsTask = { readonly path: string; readonly input: ProjectInput; /** Rows of the input. */ readonly particles: number }

/** Another program's classes as labels. */
export type ReadLabels = {
  readonly matchedBy: string
  readonly parts: readonly LabelledRows[]
  /** By label, from junk or 1 on: what the file calls it. */
  readonly classes: readonly { readonly theirs: string; readonly label: number; readonly count: number }[]
  /** Labels have the file's own numbers, and need no other name. */
  readonly keepsNumbers: boolean
  /** Rows that were left out, and why. */
  readonly notes: readonly string[]
}

/** Of two labels for the same row. */
const CONTRADICTION = -2

/**
 * Labels of a .star, .cs or .csv file for rows of the input. Rows that the input has not, and rows with two different labels, are left out
 * and told. Throws Failure for a file that is no assignment, of other particles, or of more classes than there are keys. Runs in a thread.
 */
export function readLabels({ path, input, particles }: ReadLabelsTask): ReadLabels {
  const assignment = readAssignment(path), { by, rowOf } = keysOf(inputRows(input, particles), particles, assignment, input.path)
  const { labelOf, keepsNumbers } = numbered(path, assignment.labels), labels = new Int8Array(particles).fill(UNLABELLED)
  const strange: number[] = [], contradicting = new Map<number, number>()
  for (const [i, key] of assignment.keys[by]!.entries()) {
    const row = rowOf.get(key), label = labelOf.get(assignment.labels[i])!
    if (row === undefined) strange.push(i)
    else if (labels[row] === UNLABELLED || labels[row] === label) labels[row] = label
    else {
      labels[row] = CONTRADICTION
      contradicting.set(row, i)
    }
  }
  const parts = [...labelOf.values()].toSorted((a, b) => a - b).map(label => ({ label, rows: rowsWith(labels, label) }))
  if (parts.every(({ rows }) => rows.length === 0)) throw badData(path, 'all rows', `none of its ${assignment.labels.length} particles is in ${input.path}`, 'name labels of the same particles')
  const words = (i: number): string => `row ${i + 1}, ${WORDS[by]} ${assignment.keys[by]![i]}`
  const [contradiction] = contradicting.values()
  return {
    matchedBy: MATCHED_BY[by], parts, keepsNumbers,
    classes: [...labelOf].map(([theirs, label]) => ({ theirs, label, count: parts.find(part => part.label === label)!.rows.length })).toSorted((a, b) => a.label - b.label),
    notes: [
      ...(strange.length > 0 ? [`${counted(strange.length, 'row')} of ${basename(path)} left out: of particles that are not in the input (${words(strange[0])}${strange.length > 1 ? ', …' : ''})`] : []),
      ...(contradiction !== undefined ? [`${counted(contradicting.size, 'particle')} left out: ${basename(path)} gives them two different labels (${words(contradiction)}${contradicting.size > 1 ? ', …' : ''})`] : []),
    ],
  }
}

const counted = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

function rowsWith(labels: Int8Array, label: number): Int32Array {
  const rows: number[] = []
  for (const [row, one] of labels.entries()) if (one === label) rows.push(row)
  return Int32Array.from(rows)
}

/** Which label stands for each class of the file: its number where all are 1 to 9 (cryoSPARC's from 0), else 1, 2 … in their order. */
function numbered(path: string, theirs: readonly string[]): { labelOf: Map<string, number>; keepsNumbers: boolean } {
  const names = classNames(theirs)
  const first = extname(path).toLowerCase() === '.cs' ? 0 : 1
  const keepsNumbers = names.every(name => /^\d+$/.test(name) && Number(name) >= first && Number(name) - first < MOST_LABEL)
  if (names.length > MOST_LABEL) throw badData(path, 'all rows', `${names.length} classes`, `there are labels for ${MOST_LABEL}: leave some classes out, or join them`)
  const labels = new Map(names.map((name, i) => [name, keepsNumbers ? Number(name) - first + 1 : i + 1]))
  return { labelOf: theirs.includes(JUNK) ? new Map([[JUNK, JUNK_LABEL], ...labels]) : labels, keepsNumbers }
}
