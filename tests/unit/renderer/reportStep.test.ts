import { describe, expect, test } from 'vitest'
import type { EditState, EditedClass } from '../../../src/preload/contract/calls/edits.ts'
import type { AssignmentComparison } from '../../../src/preload/contract/calls/exports.ts'
import { pairSummary, pairTable } from '../../../src/renderer/plots/pairWords.ts'
import { NOTHING_LOADED, className, isAssignmentFile, matchedSeries, namesOf, pairValues, shortNames, testTable, withFiles, withoutFile } from '../../../src/renderer/steps/report/comparison.ts'
import { methods } from '../../../src/main/report/sections/methods.ts'
import { exportKinds } from '../../../src/renderer/steps/report/exportKinds.ts'
import { methodsText } from '../../../src/renderer/steps/report/methodsText.ts'
import { exampleReport } from '../report/exampleReport.ts'

const edited = (number: number, change: Partial<EditedClass> = {}): EditedClass =>
  ({ number, name: `Class ${number}`, colour: number - 1, particles: 10, occupancy: 0.5, excluded: false, merged: [], resolutionA: 8, meanPosterior: 0.9, ...change })
const state = (change: Partial<EditState> = {}): EditState => ({ classes: [edited(1), edited(2)], moved: 0, edits: 0, undo: null, redo: null, ...change })

describe('kinds of export', () => {
  test('say nothing of changes where there are none', () => {
    expect(exportKinds('star', state()).map(({ kind, edited: words }) => [kind, words])).toEqual([['assignment', null], ['per class', null], ['csv', null], ['maps', null], ['report', null]])
  })

  test('say what a move does to each: rows follow it, maps do not', () => {
    const [assignment, , csv, maps, report] = exportKinds('star', state({ moved: 1, edits: 1 }))
    expect(assignment.edited).toBe('1 particle moved by hand has its new class.')
    expect(csv.edited).toContain('posterior is given as 1')
    expect(maps.edited).toMatch(/still the run’s maps.*Reconstruct/)
    expect(report.edited).toContain('report_edits.txt')
  })

  test('name the classes that are merged and excluded', () => {
    const kinds = exportKinds('cs', state({ classes: [edited(1, { name: 'Open', merged: [3] }), edited(2, { name: 'Broken', excluded: true })], edits: 2 }))
    const [assignment, perClass, , maps] = kinds
    expect(assignment.files).toBe('run_data.cs')
    expect(assignment.edited).toBe('Merged classes are one: Open. Particles of excluded classes keep their class number: Broken.')
    expect(perClass.edited).toContain('No file for what is excluded: Broken.')
    expect(maps.edited).toBe('Merged classes keep a map for each of their parts: Open. None of what is excluded: Broken.')
  })
})

describe('comparison', () => {
  const assignment = (path: string | null): AssignmentComparison['assignments'][number] => ({ path, particles: 10, shared: 10, matchedBy: null, classes: [], time: null, problem: null })
  const pair = (a: number, b: number, accuracy: number | null, ari: number | null): AssignmentComparison['pairs'][number] => ({ a, b, particles: 10, accuracy, ari, rowLabels: [], columnLabels: [], counts: [] })

  test('tells classes of others from ours and from each other', () => {
    expect(['Class 1', '1', 'junk'].map(label => className(0, label))).toEqual(['Class 1', '1', 'Junk'])
    expect(['1', 'junk', 'closed'].map(label => className(2, label))).toEqual(['C 1', 'Junk', 'closed'])
  })

  test('names files by as many folders as tell them apart', () => {
    expect(shortNames(['/a/job1/run_data.star', '/a/job2/run_data.star', '/b/labels.csv'])).toEqual(['job1/run_data.star', 'job2/run_data.star', 'labels.csv'])
    expect(shortNames(['C:\\a\\x.cs', 'D:\\a\\x.cs'])).toEqual(['C:/a/x.cs', 'D:/a/x.cs'])
    expect(namesOf([assignment(null), assignment('/a/b.star')])).toEqual(['Classes here', 'b.star'])
  })

  test('loads a file once, and takes the truth off with its file', () => {
    const both = withFiles(withFiles(NOTHING_LOADED, ['/a.star']), ['/b.csv', '/a.star'])
    expect(both.paths).toEqual(['/a.star', '/b.csv'])
    expect(withoutFile({ ...both, truth: '/b.csv' }, '/b.csv')).toEqual({ paths: ['/a.star'], truth: null })
    expect(withoutFile({ ...both, truth: '/b.csv' }, '/a.star').truth).toBe('/b.csv')
    expect(['x.star', 'x.CS', 'x.csv', 'labels.pkl', 'x.mrc'].map(isAssignmentFile)).toEqual([true, true, true, true, false])
  })

  test('has each pair twice in a matrix, none on the diagonal and none for files that cannot be read', () => {
    const comparison: AssignmentComparison = { assignments: [null, '/a', '/b', '/c'].map(assignment), pairs: [pair(0, 1, 0.9, 0.5), pair(3, 0, 0.8, 0.25), pair(3, 1, null, null)], truth: 3, tests: [{ a: 0, b: 1, particles: 9, onlyA: 2, onlyB: 0, p: 0.5 }] }
    expect(pairValues(comparison, [0, 1, 3], 'accuracy')).toEqual([[null, 0.9, 0.8], [0.9, null, null], [0.8, null, null]])
    expect(pairSummary(['A', 'B', 'D'], pairValues(comparison, [0, 1, 3], 'ari'), String)).toBe('3 compared with each other. Highest: 0.5 between A and B. Lowest: 0.25 between A and D.')
    expect(pairTable(['A', 'B'], [[null, 0.5], [0.5, null]]).rows).toEqual([['A', null, 0.5], ['B', 0.5, null]])
    expect(testTable(comparison, ['here', 'a', 'b', 'c']).rows).toEqual([['here', 'a', 9, 2, 0, 0.5]])
  })

  test('draws each pair of maps under the mark of our class', () => {
    const [one] = matchedSeries([{ theirs: '2', ours: 'Open', frequency: [0, 0.1], fsc: [1, 0.5], resolutionA: 10 }], [edited(3, { name: 'Open', colour: 6 })])
    expect(one).toMatchObject({ name: 'Open', mark: { colour: 'var(--class-7)' }, points: [[0, 1], [0.1, 0.5]] })
  })
})

describe('methods', () => {
  const page = '<section><h2>Maps</h2><p>no</p></section><section><h2>Methods, for a paper</h2><p>Sorted &lt;fast&gt; [1],\nwithout labels.</p> <p class="x">Then <b>maps</b>.</p><ol class="refs"><li>A. Author &amp; B. Other.</li><li>C.</li></ol></section><section><p>no</p></section>'

  test('are the text of their section, references numbered', () => {
    expect(methodsText(page)).toBe('Sorted <fast> [1], without labels.\n\nThen maps.\n\n1. A. Author & B. Other.\n2. C.')
  })

  test('are found in the report as it is written', () => {
    const text = methodsText(methods(exampleReport(2)).markup)!
    expect(text).toMatch(/^[\d\u202F ]+ particles .* were sorted into 2 conformations/)
    expect(text).toMatch(/\n1\. .+\n2\. /)
    expect(text).not.toMatch(/<|&\w+;/)
  })

  test('are none where a report has none', () => {
    expect(methodsText('<section><h2>Maps</h2></section>')).toBeNull()
  })
})
