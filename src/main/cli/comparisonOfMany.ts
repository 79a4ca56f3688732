import { resolve } from 'node:path'
import { fscBeside } from '../app/exports/fscBeside.ts'
import type { FscBeside } from '../app/exports/fscBeside.ts'
import { MATCHED_BY, readAssignment } from '../core/assignments.ts'
import { finder } from '../core/compareAssignments.ts'
import type { RowsIn } from '../core/compareAssignments.ts'
import { columnOf, comparePairs, referenceOf, testPairs } from '../core/compareMany.ts'
import type { ComparedPair, PairTest } from '../core/compareMany.ts'
import { timeBeside } from '../core/runTimes.ts'
import type { RunTime } from '../core/runTimes.ts'
import { visibleText } from '../report/visibleText.ts'
import { duration, integer, percent, table } from './format.ts'
import { shortPath } from './runSummary.ts'

type Listed = { readonly path: string; readonly listed: number; readonly found: RowsIn; readonly time: RunTime | null }
type Many = { readonly files: readonly Listed[]; readonly truth: number | null; readonly pairs: readonly (ComparedPair & { readonly maps: readonly FscBeside[] })[]; readonly tests: readonly PairTest[] }

/** Every pair of three or more assignments, as text or as one line of JSON. Throws Failure for a file that cannot be compared. */
export function comparisonOfMany(paths: readonly string[], truth: number | null, asJson: boolean): string {
  const assignments = paths.map(path => readAssignment(resolve(path))), reference = referenceOf(assignments), find = finder(reference)
  const files = assignments.map((one, i) => ({ path: paths[i], listed: one.labels.length, found: find(one), time: timeBeside(one.path) }))
  const columns = assignments.map((one, i) => columnOf(one, files[i].found)), pairs = comparePairs(columns, truth).map(pair => ({ ...pair, maps: fscBeside(resolve(paths[pair.a]), resolve(paths[pair.b]), pair.matching) }))
  const many = { files, truth, pairs, tests: truth === null ? [] : testPairs(columns, truth, pairs) }
  return asJson ? `${JSON.stringify(forPrograms(many, reference.path))}\n` : forPeople(many)
}

const letter = (place: number): string => String.fromCharCode(65 + place)
const figure = (pair: ComparedPair, text: (pair: ComparedPair) => string): string => (pair.particles === 0 ? '–' : text(pair))

/** A figure of every pair, by row and column; a pair has the same in both. */
function matrix({ files, pairs }: Many, text: (pair: ComparedPair) => string): string {
  const at = (row: number, column: number): string => {
    const pair = pairs.find(({ a, b }) => (a === row && b === column) || (a === column && b === row))
    return pair ? figure(pair, text) : ''
  }
  return table(['', ...files.map((_, i) => letter(i))], files.map((_, row) => [letter(row), ...files.map((__, column) => at(row, column))]))
}

const p = (value: number): string => (value < 0.001 ? value.toExponential(1) : value.toFixed(3))

function forPeople(many: Many): string {
  const { files, truth, tests, pairs } = many, maps = pairs.flatMap(pair => pair.maps.map(fsc => ({ pair, fsc })))
  return visibleText([
    table(['', 'assignment', 'particles', 'compared', 'matched by', 'time'], files.map(({ path, listed, found, time }, i) =>
      [letter(i), `${shortPath(path)}${i === truth ? ' (truth)' : ''}`, integer(listed), integer(found.shared), MATCHED_BY[found.by], time ? duration(time.seconds) : 'not told'])),
    '', `agreement under the best matching${truth === null ? ' (no accuracy: none was named as truth)' : `; in row and column ${letter(truth)}, the accuracy`}`, matrix(many, pair => percent(pair.agreement)),
    '', 'adjusted Rand index', matrix(many, pair => pair.ari.toFixed(4)),
    ...(tests.length === 0 ? [] : ['', 'McNemar’s exact test: particles that one alone has right; p of each pair by itself',
      table(['pair', 'particles', 'first only', 'second only', 'p'], tests.map(({ a, b, particles, onlyA, onlyB, p: value }) => [`${letter(a)}, ${letter(b)}`, integer(particles), integer(onlyA), integer(onlyB), p(value)]))]),
    ...(maps.length === 0 ? [] : ['', 'FSC of the maps of matched classes, as they lie, in a soft mask; they share their particles, so the threshold is 0.5',
      table(['pair', 'classes', 'FSC = 0.5'], maps.map(({ pair: { a, b }, fsc: { rows, columns, resolutionA } }) => [`${letter(a)}, ${letter(b)}`, `${rows}, ${columns}`, resolutionA === null ? '–' : `${resolutionA.toFixed(1)} Å`]))]),
    '',
  ].join('\n'))
}

function forPrograms({ files, truth, pairs, tests }: Many, reference: string): object {
  const name = (place: number): string => resolve(files[place].path), ofAny = (pair: ComparedPair, value: number): number | null => (pair.particles === 0 ? null : value)
  return {
    schema: 1, truth: truth === null ? null : name(truth), reference,
    assignments: files.map(({ path, listed, found, time }) => ({ path: resolve(path), particles: listed, compared: found.shared, matchedBy: found.by, time })),
    pairs: pairs.map(pair => ({
      rows: name(pair.a), columns: name(pair.b), particles: pair.particles, [pair.a === truth ? 'accuracy' : 'agreement']: ofAny(pair, pair.agreement), ari: ofAny(pair, pair.ari),
      matching: pair.matching, confusion: { rowLabels: pair.table.rows, columnLabels: pair.table.columns, counts: pair.table.counts }, maps: pair.maps,
    })),
    mcnemar: tests.map(({ a, b, particles, onlyA, onlyB, p: value }) => ({ first: name(a), second: name(b), particles, firstOnly: onlyA, secondOnly: onlyB, p: value })),
  }
}
