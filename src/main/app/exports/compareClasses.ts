import type { AssignmentComparison, ComparedAssignment } from '../../../preload/contract/calls/exports.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { MATCHED_BY } from '../../core/assignments.ts'
import { comparePairs, testPairs } from '../../core/compareMany.ts'
import { timeBeside } from '../../core/runTimes.ts'
import type { CodedLabels } from '../../numerics/assignment.ts'
import { comparedColumns, ourColumn, ourName } from './comparedColumns.ts'
import type { Column } from './comparedColumns.ts'
import { runDataPath } from './sortedProject.ts'
import type { SortedProject } from './sortedProject.ts'

export type CompareTask = { readonly project: SortedProject; readonly paths: readonly string[]; readonly truth: string | null }

/** How many particles each label has. */
function members({ labels, codes }: CodedLabels, nameOf: (label: string) => string): ComparedAssignment['classes'] {
  const counts = labels.map(() => 0)
  for (const code of codes) if (code >= 0) counts[code] += 1
  return labels.flatMap((label, i) => (counts[i] > 0 ? [{ label: nameOf(label), particles: counts[i] }] : []))
}

function theirs(path: string, column: Column | Failure): ComparedAssignment {
  if (column instanceof Failure) return { path, particles: 0, shared: 0, matchedBy: null, classes: [], time: null, problem: { message: column.message, advice: column.advice } }
  const { listed, shared, by } = column
  return { path, particles: listed, shared, matchedBy: MATCHED_BY[by], classes: members(column, label => label), time: timeBeside(path), problem: null }
}

/**
 * Compares other programs' classes of the same particles with ours as they are now and with each other, each pair on the particles that
 * both list and we have. Runs in a thread: a million rows of a file take a second or two.
 */
export function compareClasses({ project, paths, truth: truthPath }: CompareTask): AssignmentComparison {
  const found = comparedColumns(project, paths), ours = ourColumn(project)
  const readable = [{ place: 0, column: ours }, ...found.flatMap((column, i) => (column instanceof Failure ? [] : [{ place: i + 1, column }]))]
  const columns = readable.map(({ column }) => column), placeOf = (i: number): number => readable[i].place
  const named = readable.findIndex(({ place }) => place > 0 && paths[place - 1] === truthPath), truth = named < 0 ? null : named
  const pairs = comparePairs(columns, truth), nameOf = (i: number) => (label: string): string => (i === 0 ? ourName(project, label) : label)
  const us: ComparedAssignment = { path: null, particles: ours.codes.length, shared: ours.codes.length, matchedBy: null, classes: members(ours, nameOf(0)), time: timeBeside(runDataPath(project)), problem: null }
  return {
    assignments: [us, ...paths.map((path, i) => theirs(path, found[i]))],
    pairs: pairs.map(({ a, b, particles, agreement, ari, table: { rows, columns: across, counts } }) => ({
      a: placeOf(a), b: placeOf(b), particles, accuracy: particles > 0 ? agreement : null, ari: particles > 0 ? ari : null,
      rowLabels: rows.map(nameOf(a)), columnLabels: across.map(nameOf(b)), counts: counts.map(row => [...row]),
    })),
    truth: truth === null ? null : placeOf(truth),
    tests: truth === null ? [] : testPairs(columns, truth, pairs).map(({ a, b, ...test }) => ({ a: placeOf(a), b: placeOf(b), ...test })),
  }
}
