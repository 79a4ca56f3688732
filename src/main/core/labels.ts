import { extname } from 'node:path'
import { badData, Failure } from '../../preload/contract/failure.ts'
import type { RowLabels } from '../compute/supervised/protocol.ts'
import type { RunSource } from '../compute/runSource.ts'
import { csUids } from '../formats/cs.ts'
import { particleTable } from '../formats/relionOptics.ts'
import { textColumn } from '../formats/star.ts'
import { imageKey, JUNK, MATCHED_BY, readAssignment, rowNumbers, type Assignment, type KeyKind } from './assignments.ts'

/** Labels of a class below this teach nothing that can be checked. */
export const LEAST_LABELS = 20
/** The same where the posteriors of a run make the maps. */
export const LEAST_BESIDE_RUN = 5
const MOST_CLASSES = 12

export type MatchedLabels = RowLabels & {
  readonly matchedBy: KeyKind
  /** Labelled rows, and rows that the labels call junk, which take part as if they had no label. */
  readonly particles: number
  readonly junk: number
}

/**
 * Labels of a .csv, .star or .cs file for rows of the input, told apart by the strongest key that both have. Throws a
 * Failure that names file and rows where labels are of particles that are not in the input, contradict each other, or are
 * too few to learn from.
 */
export function labelsFor(path: string, input: string, source: RunSource, count: number, least = LEAST_LABELS): MatchedLabels {
  const assignment = readAssignment(path)
  const { by, rowOf } = keysOf(source, count, assignment, input)
  const given = assignment.keys[by]!, seen = new Map<number, number>()
  const names = classNames(assignment.labels), classOfRow = new Int32Array(count).fill(-1)
  refuseMany(path, names)
  for (const [i, label] of assignment.labels.entries()) {
    const row = rowOf.get(given[i])
    if (row === undefined) throw badData(path, `row ${i + 1}`, `${WORDS[by]} ${given[i]} is not in ${input}, which has ${count} particles`, 'remove that row, or name the particle file that the labels were made for')
    const before = seen.get(row)
    if (before !== undefined && assignment.labels[before] !== label) {
      throw badData(path, `rows ${before + 1} and ${i + 1}`, `${WORDS[by]} ${given[i]} is labelled "${assignment.labels[before]}" and "${label}"`, 'remove one of the two rows')
    }
    seen.set(row, i)
    classOfRow[row] = names.indexOf(label)
  }
  refuseFew(path, names, classOfRow, least)
  const particles = classOfRow.reduce((sum, k) => sum + (k >= 0 ? 1 : 0), 0)
  return { path, classOfRow, names, matchedBy: by, particles, junk: seen.size - particles }
}

/** What particles are told apart by, as the beginning of a sentence about one of them. */
export const WORDS = { uid: 'the particle with uid', image: 'the image', index: 'the particle with index' } as const

/** Class names among labels, without junk, in the order of their numbers, or of the alphabet where they are no numbers. */
export const classNames = (labels: readonly string[]): string[] =>
  [...new Set(labels)].filter(label => label !== JUNK).toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))

function refuseMany(path: string, names: readonly string[]): void {
  if (names.length > MOST_CLASSES) throw badData(path, 'all rows', `${names.length} classes`, `labels of at most ${MOST_CLASSES} classes can be learned`)
}

function refuseFew(path: string, names: readonly string[], classOfRow: Int32Array, least: number): void {
  if (names.length < 2) throw badData(path, 'all rows', names.length === 0 ? 'every particle is junk' : `every particle is in class "${names[0]}"`, 'label particles of at least two classes')
  const members = names.map((_, k) => classOfRow.reduce((sum, found) => sum + (found === k ? 1 : 0), 0))
  const few = members.findIndex(n => n < least)
  if (few >= 0) {
    throw badData(path, `class "${names[few]}"`, `${members[few]} labels`, `label at least ${least} particles of it, or remove its rows and go on without that class`)
  }
}

/** What a row of the input is known by, in the strongest way that the labels know too and that tells all rows apart. */
export function keysOf(source: RunSource, count: number, { path, keys, labels }: Assignment, input: string): { by: KeyKind; rowOf: Map<string, number> } {
  const strong = source.format === 'cs' ? { by: 'uid' as const, names: Array.from(csUids(source.cs), String) } : { by: 'image' as const, names: source.format === 'maps' ? source.names : imageNames(source) }
  if (keys[strong.by]) {
    const rowOf = new Map(strong.names.map((name, row) => [name, row]))
    if (rowOf.size === count && keys[strong.by]!.some(name => rowOf.has(name))) return { by: strong.by, rowOf }
    if (rowOf.size === count) throw badData(path, 'rows', `none of its particles (by ${MATCHED_BY[strong.by]}) is in ${input}`, 'name labels of the same particles')
  }
  // Row numbers that nobody wrote down mean something only where the rows are the same.
  if (extname(path).toLowerCase() !== '.csv' && labels.length !== count) {
    throw new Failure('data', `${path}: its ${labels.length} rows cannot be told apart by anything that ${input} has, and row by row they are not its ${count} particles`, 'give the labels as a .csv file of index,class, the index being the row of the particle file from 1')
  }
  return { by: 'index', rowOf: new Map(rowNumbers(count).map((name, row) => [name, row])) }
}

const imageNames = ({ star }: Extract<RunSource, { format: 'star' }>): string[] =>
  textColumn(star, particleTable(star)!, 'rlnImageName').map(imageKey)
